import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface ApiError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; argument?: string; position?: number; requestId?: string; cursor?: string };
}

export interface ApiResult<Data> {
  data?: Data | null;
  errors?: ApiError[];
  extensions?: { cost?: { requested: number; remaining: number; limit: number; resetAt: string } };
}

/** A user of the public API: HTTP and WebSocket with one token, as a third party would write it. */
export class ApiClient {
  readonly url: string;
  readonly token: string | null;

  constructor(url: string, token: string | null) {
    this.url = url;
    this.token = token;
  }

  /** A new account with a session. */
  static async signUp(url: string, details: { timeZone?: string; email?: string } = {}): Promise<ApiClient> {
    const email = details.email ?? `user-${crypto.randomUUID()}@example.com`;
    const response = await fetch(`${url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', email, password: 'correct horse battery staple' }),
    });
    const body = (await response.json()) as { token?: string };
    if (!response.ok || !body.token) throw new Error(`Sign-up: ${response.status} ${JSON.stringify(body)}`);
    const client = new ApiClient(url, body.token);
    if (details.timeZone) {
      await client.data('mutation ($timeZone: TimeZone) { updateProfile(input: { timeZone: $timeZone }) { id } }', {
        timeZone: details.timeZone,
      });
    }
    return client;
  }

  async request(query: string, variables: object = {}): Promise<{ status: number; body: ApiResult<Json> }> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, body: (await response.json()) as ApiResult<Json> };
  }

  /** The data of an operation that is to succeed. */
  async data(query: string, variables: object = {}): Promise<Json> {
    const { body } = await this.request(query, variables);
    if (body.errors || !body.data) throw new Error(`Expected no errors, got ${JSON.stringify(body.errors)}`);
    return body.data;
  }

  /** The first error of an operation that is to be refused. */
  async error(query: string, variables: object = {}): Promise<ApiError> {
    const { body } = await this.request(query, variables);
    const [error] = body.errors ?? [];
    if (!error) throw new Error(`Expected an error, got ${JSON.stringify(body)}`);
    return error;
  }

  socket(): SocketClient {
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: this.token ? { authorization: `Bearer ${this.token}` } : {},
      retryAttempts: 0,
    });
  }

  /** Subscribes; `events` grows as they come. */
  subscribe(query: string, variables: Record<string, unknown> = {}): Subscribed {
    return new Subscribed(this.socket(), query, variables);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a response is checked by what it expects of it.
export type Json = any;

/** A subscription whose events a test waits for by what they say. */
export class Subscribed implements AsyncDisposable {
  readonly events: Json[] = [];
  readonly errors: ApiError[] = [];
  /** Rejects where the subscription fails as a whole. */
  readonly ended: Promise<void>;
  readonly #socket: SocketClient;
  #wake: () => void = () => undefined;

  constructor(socket: SocketClient, query: string, variables: Record<string, unknown>) {
    this.#socket = socket;
    this.ended = new Promise<void>((resolve, reject) => {
      socket.subscribe<Json>(
        { query, variables },
        {
          next: (result) => {
            if (result.data) this.events.push(...Object.values(result.data));
            if (result.errors) this.errors.push(...(result.errors as unknown as ApiError[]));
            this.#wake();
          },
          error: (error) => {
            if (Array.isArray(error)) this.errors.push(...(error as ApiError[]));
            this.#wake();
            reject(error);
          },
          complete: () => {
            this.#wake();
            resolve();
          },
        },
      );
    });
    this.ended.catch(() => undefined);
  }

  /** Resolves with the first event that `matches`; rejects after `withinMs`, saying what came. */
  async event(matches: (event: Json) => boolean, withinMs = 5_000): Promise<Json> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const found = this.events.find(matches);
      if (found) return found;
      const left = deadline - performance.now();
      if (left <= 0) {
        throw new Error(
          `No such event within ${withinMs} ms. Came: ${JSON.stringify(this.events)} ${JSON.stringify(this.errors)}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket.dispose();
  }
}

/** Asks again until the answer `holds`; rejects after `withinMs`, saying the last answer. For what follows by events. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  withinMs = 5_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms. Last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
