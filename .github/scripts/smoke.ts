/**
 * `node .github/scripts/smoke.ts URL [--seconds N]`: does the Rondo at URL work, as a user sees it? Health, a trial account, a query, and
 * a mutation whose event arrives over a subscription; the account is deleted again. One line a step; ends with 1 at the first that
 * fails. N seconds (30 if not said) are for all of it.
 */
import { parseArgs } from 'node:util';
import { main, say } from './command.ts';

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string }[];
}

class Visitor {
  readonly #url: string;
  /** What is not answered by then fails. */
  deadline: AbortSignal;
  #token = '';

  constructor(url: string, deadline: AbortSignal) {
    this.#url = url;
    this.deadline = deadline;
  }

  async send(path: string, body?: object, accept = 'application/json'): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        accept,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: this.deadline,
    });
    if (response.ok) return response;
    throw new Error(`${path}: expected 200, got ${response.status} ${(await response.text()).slice(0, 300)}`);
  }

  async signIn(): Promise<void> {
    const { token } = (await (await this.send('/api/auth/sign-in/anonymous', {})).json()) as { token?: string };
    if (!token) throw new Error('/api/auth/sign-in/anonymous: expected a session token in the answer');
    this.#token = token;
  }

  /** The value of the operation's one field. */
  async field<T>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = (await (await this.send('/graphql', { query, variables })).json()) as Answer;
    if (errors || !data) throw new Error(`expected data, got ${JSON.stringify(errors ?? data)}`);
    return Object.values(data)[0] as T;
  }
}

/** Reads server-sent events until one holds the text. */
async function untilEvent(stream: Response, text: string): Promise<void> {
  let seen = '';
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    seen += chunk;
    if (seen.includes(text)) return;
  }
  throw new Error('expected the event of the new task, but the stream ended');
}

/** Throws, saying which step failed and what came, where the Rondo at `url` (no slash at its end) does not work. */
async function smoke(url: string, seconds: number): Promise<void> {
  const visitor = new Visitor(url, AbortSignal.timeout(seconds * 1_000));
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      const result = await work();
      say(`${name}: ok in ${Math.round(performance.now() - began)} ms`);
      return result;
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      const reason = timedOut
        ? `not done ${seconds} s after the start`
        : `${error instanceof Error ? error.message : error}${cause}`;
      throw new Error(`${name}: FAILED: ${reason}`);
    }
  };

  await step('health', () => visitor.send('/health/ready'));
  await step('trial account', () => visitor.signIn());
  const { email } = await step('query', () => visitor.field<{ email: string }>('{ viewer { email } }'));
  const cleanUp = () => {
    visitor.deadline = AbortSignal.timeout(10_000);
    return step('clean-up', () => visitor.field(deleteAccount, { email }));
  };
  try {
    const title = `Smoke test ${crypto.randomUUID()}`;
    const after = await visitor.field<string>('{ streamCursor }');
    const stream = await step('subscription', () =>
      visitor.send('/graphql', { query: subscription, variables: { after } }, 'text/event-stream'),
    );
    await step('mutation', () => visitor.field(createTask, { input: { title } }));
    await step('event', () => untilEvent(stream, title));
  } catch (error) {
    // What failed first is what is told.
    await cleanUp().catch(() => undefined);
    throw error;
  }
  await cleanUp();
}

const subscription =
  'subscription ($after: String) { changes(after: $after) { cursor type ... on TaskChange { task { title } } } }';
const deleteAccount = 'mutation ($email: String!) { deleteAccount(confirmEmail: $email) }';
const createTask = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }';

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '30' } },
  });
  const [url] = positionals;
  const seconds = Number(values.seconds);
  if (!url || !URL.canParse(url))
    throw new Error(`Expected the URL of a Rondo, such as https://rondo.example.com, got ${url ?? 'nothing'}`);
  if (!(seconds > 0)) throw new Error(`--seconds: expected a number above 0, got ${values.seconds}`);
  await smoke(url.replace(/\/+$/, ''), seconds);
  say(`${url} works.`);
});
