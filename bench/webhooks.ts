/**
 * Webhook deliveries a second, of events that wait in the queue, to a receiver on this machine that answers 204 at once: to one webhook, and to a
 * hundred of as many users; beside as many bare signed requests by the same HTTP client, which is what no delivery could be faster than. Each of ours is
 * claimed from and settled in PostgreSQL, in order per subject. Then the same with an endpoint beside them that never answers.
 *
 * `npm run bench -- webhooks [--quick]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateVapidKeys, notifications, VAPID_KEYS, WEBHOOK_KEY } from '@rondo/notifications/main.ts';
import { newWebhookSecret, sealSecret } from '@rondo/notifications/webhook-secret.ts';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { createLog } from '@rondo/platform/log.ts';
import { openMailer } from '@rondo/platform/mail.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { openOutbound } from '@rondo/platform/outbound.ts';
import { startService } from '@rondo/platform/start-service.ts';
import pg from 'pg';
import { Webhook as Signer } from 'standardwebhooks';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

/** Bare requests at the same time: as many as one replica has slots for. */
const slots = 64;
const subjects = 1_000;

interface Receiver extends AsyncDisposable {
  readonly origin: string;
  /** Resolves when so many requests have come to paths that answer, with the seconds from the first of them to the last. */
  take(count: number): Promise<number>;
}

export async function run({ quick }: BenchOptions): Promise<void> {
  const [rounds, one, many] = quick ? [1, 400, 1_000] : [5, 4_000, 20_000];
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const log = createLog('bench', 'warn');
  const { url } = stack.use(await startPostgres({ dataDir, log }));
  const platform = stack.use(
    await openEmbeddedPlatform({
      ...{ dataDir, url, log, services: ['notifications'] },
      generators: { [PRINCIPAL_KEY]: randomKey, [VAPID_KEYS]: generateVapidKeys, [WEBHOOK_KEY]: randomKey },
    }),
  );
  const mailer = stack.use(openMailer({ smtpUrl: null, from: 'rondo@localhost', directory: join(dataDir, 'mail') }));
  const receiver = stack.use(await startReceiver());
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stack.defer(() => client.end());
  const settings = { publicUrl: 'http://localhost', mailer, outbound: { allowLoopback: true } };
  // Once for the tables, and again for each round, so that it begins with a full queue.
  await (await startService(notifications(settings), platform, log))[Symbol.asyncDispose]();
  const keys = await platform.secret(WEBHOOK_KEY);

  /** Starts with so many deliveries waiting. Returns the seconds from the first of them to the last. */
  async function deliver(webhooks: number, count: number, silent: boolean): Promise<number> {
    await client.query('truncate notifications.webhook, notifications.webhook_event, notifications.webhook_delivery');
    for (let n = 0; n < webhooks; n++) await addWebhook(n, `${receiver.origin}/hook`);
    if (silent) await addWebhook(webhooks, `${receiver.origin}/silent`);
    await fill(webhooks, count);
    if (silent) await fillSilent(webhooks);
    await client.query(
      'vacuum analyze notifications.webhook, notifications.webhook_event, notifications.webhook_delivery',
    );
    await client.query('checkpoint');
    const taken = receiver.take(count);
    await using _service = await startService(notifications(settings), platform, log);
    return await taken;
  }

  const idOf = (kind: string, n: number) => `${kind}_01k0000000f008${String(n).padStart(12, '0')}`;

  async function addWebhook(n: number, to: string): Promise<void> {
    const id = idOf('webhook', n);
    await client.query(
      `insert into notifications.webhook (id, owner_id, url, events, enabled, secret, created_at)
       values ($1, $2, $3, '{}', true, $4, now())`,
      [id, idOf('user', n), to, sealSecret(newWebhookSecret(), id, keys)],
    );
  }

  /** Events of a thousand subjects in turn, and of the webhooks' owners; the first of each lane may go. */
  async function fill(webhooks: number, count: number): Promise<void> {
    const id = (kind: string, n: string) => `'${kind}_01k0000000f008' || lpad((${n})::text, 12, '0')`;
    const owner = id('user', `g % ${webhooks}`);
    const subject = id('task', `g % ${Math.max(subjects, webhooks)}`);
    const body = JSON.stringify({
      type: 'task.updated.v1',
      timestamp: new Date().toISOString(),
      data: 'x'.repeat(1_000),
    });
    await client.query(
      `insert into notifications.webhook_event (id, owner_id, type, subject, body)
       select ${id('event', 'g')}, ${owner}, 'task.updated.v1', ${subject}, $2 from generate_series(0, $1::int - 1) g
       order by g`,
      [count, body],
    );
    await client.query(
      `insert into notifications.webhook_delivery
         (webhook_id, event_id, owner_id, position, lane, state, attempts, claims, since, next_attempt_at)
       select w.id, e.id, w.owner_id, e.position, e.subject, 'PENDING', 0, 0, now(),
         case when row_number() over (partition by w.id, e.subject order by e.position) = 1 then now() end
       from notifications.webhook_event e join notifications.webhook w on w.owner_id = e.owner_id`,
    );
  }

  async function fillSilent(webhook: number): Promise<void> {
    await client.query(
      `with events as (
         insert into notifications.webhook_event (id, owner_id, type, subject, body)
         select 'event_silent_' || g, $2, 'task.updated.v1', 'task_silent_' || g, '{}' from generate_series(1, 1000) g returning *)
       insert into notifications.webhook_delivery
         (webhook_id, event_id, owner_id, position, lane, state, attempts, claims, since, next_attempt_at)
       select $1, id, owner_id, position, subject, 'PENDING', 0, 0, now(), now() - interval '1 hour' from events`,
      [idOf('webhook', webhook), idOf('user', webhook)],
    );
  }

  const rates = new Map<string, number[]>();
  const note = (name: string, count: number, seconds: number) =>
    rates.set(name, [...(rates.get(name) ?? []), count / seconds]);
  for (let round = 0; round < rounds; round++) {
    note('bare signed requests', many, await bare(receiver, many));
    note('one webhook', one, await deliver(1, one, false));
    note('100 webhooks', many, await deliver(100, many, false));
    note('100 webhooks, beside one that never answers', many, await deliver(100, many, true));
  }
  const results = [...rates].map(([name, values]) => ({ name, perSecond: spreadOf(values) }));
  printTable(results.map(({ name, perSecond }) => ({ name, 'a second': shown(perSecond) })));
  if (!quick) await writeResults('webhooks', { one, many, rates: results });
}

const shown = ({ median, min, max }: Spread) => `${Math.round(median)} (${Math.round(min)}–${Math.round(max)})`;

/** As many requests, by as many at a time, without a queue. Returns how many seconds they took. */
async function bare(receiver: Receiver, count: number): Promise<number> {
  await using outbound = openOutbound({ allowLoopback: true, connectionsPerOrigin: slots });
  const signer = new Signer(newWebhookSecret());
  const body = JSON.stringify({ data: 'x'.repeat(1_000) });
  const taken = receiver.take(count);
  let left = count;
  const sendAll = async () => {
    while (left-- > 0) {
      const at = new Date();
      const signature = signer.sign(`event_${left}`, at, body);
      await outbound.post(`${receiver.origin}/hook`, { 'webhook-signature': signature }, body);
    }
  };
  await Promise.all(Array.from({ length: slots }, sendAll));
  return taken;
}

async function startReceiver(): Promise<Receiver> {
  let count = 0;
  let first = 0;
  let wanted = { count: 0, done: Promise.withResolvers<number>() };
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/silent') return;
    request.on('end', () => {
      count++;
      if (count === 1) first = performance.now();
      if (count === wanted.count) wanted.done.resolve((performance.now() - first) / 1_000);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The receiver has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    take(number) {
      count = 0;
      wanted = { count: number, done: Promise.withResolvers() };
      return wanted.done.promise;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
