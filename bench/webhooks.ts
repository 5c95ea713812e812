/**
 * Webhook deliveries a second, of events that wait in the queue, to a receiver on this machine that answers 204 at once: to one webhook with few and with
 * 100 000 waiting, of a thousand subjects and of one (as of a replay); and to a hundred webhooks of as many users; beside as many bare signed
 * requests by the same HTTP client, which is what no delivery could be faster than. Each of ours is claimed from and settled in PostgreSQL, in
 * order per subject. Then the same with an endpoint beside them that never answers. Besides, what one costs in processor time, and memory.
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

/** What waits in the queue when the service starts, and how much of it is measured. */
interface Load {
  webhooks: number;
  queued: number;
  /** So many are delivered for a figure. */
  count: number;
  /** So many figures are had of one queue, one after the other; 1 where absent. */
  windows?: number;
  subjects?: number;
  /** Beside them an endpoint that never answers. */
  silent?: boolean;
}

interface Measured {
  perSecond: number;
  /** Milliseconds of processor time of a delivery: of this process, the receiver included. */
  nodeMs: number;
}

interface Receiver extends AsyncDisposable {
  readonly origin: string;
  /** Resolves when so many requests have come from now on to paths that answer, with the seconds from the first of them to the last. */
  take(count: number): Promise<number>;
}

export async function run({ quick }: BenchOptions): Promise<void> {
  const [rounds, one, long, many] = quick ? [1, 400, 5_000, 1_000] : [5, 1_000, 100_000, 5_000];
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

  async function deliver({ webhooks, queued, count, windows = 1, silent, ...load }: Load): Promise<Measured[]> {
    await client.query('truncate notifications.webhook, notifications.webhook_event, notifications.webhook_delivery');
    for (let n = 0; n < webhooks; n++) await addWebhook(n, `${receiver.origin}/hook`);
    if (silent) await addWebhook(webhooks, `${receiver.origin}/silent`);
    await fill(webhooks, queued, load.subjects ?? Math.max(subjects, webhooks));
    if (silent) await fillSilent(webhooks);
    await client.query(
      'vacuum analyze notifications.webhook, notifications.webhook_event, notifications.webhook_delivery',
    );
    await client.query('checkpoint');
    const measured: Measured[] = [];
    let taken = receiver.take(count);
    await using _service = await startService(notifications(settings), platform, log);
    for (let window = 0; window < windows; window++) {
      if (window > 0) taken = receiver.take(count);
      const before = process.cpuUsage();
      const seconds = await taken;
      const { user, system } = process.cpuUsage(before);
      measured.push({ perSecond: count / seconds, nodeMs: (user + system) / 1_000 / count });
    }
    rssBytes = Math.max(rssBytes, process.memoryUsage().rss);
    return measured;
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

  /** Events of so many subjects in turn, and of the webhooks' owners; the first of each lane may go. */
  async function fill(webhooks: number, count: number, ofSubjects: number): Promise<void> {
    const id = (kind: string, n: string) => `'${kind}_01k0000000f008' || lpad((${n})::text, 12, '0')`;
    const owner = id('user', `g % ${webhooks}`);
    const subject = id('task', `g % ${ofSubjects}`);
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

  const loads: Record<string, Load> = {
    'one webhook': { webhooks: 1, queued: one, count: one },
    'one webhook, one subject': { webhooks: 1, queued: one / 4, count: one / 4, subjects: 1 },
    '100 webhooks': { webhooks: 100, queued: many, count: many },
    '100 webhooks, beside one that never answers': { webhooks: 100, queued: many, count: many, silent: true },
  };
  /** Filled once, and measured in windows: filling takes longer than they do. */
  const backlogs: Record<string, Load> = {
    [`one webhook, ${long} waiting`]: { webhooks: 1, queued: long, count: one, windows: rounds },
    [`one webhook, one subject, ${long} waiting`]: {
      ...{ webhooks: 1, queued: long, subjects: 1 },
      ...{ count: one / 4, windows: rounds },
    },
  };
  const found = new Map<string, Measured[]>();
  const bareRates: number[] = [];
  let rssBytes = 0;
  const note = (name: string, measured: readonly Measured[]) =>
    found.set(name, [...(found.get(name) ?? []), ...measured]);
  for (let round = 0; round < rounds; round++) {
    bareRates.push(many / (await bare(receiver, many)));
    for (const [name, load] of Object.entries(loads)) note(name, await deliver(load));
  }
  for (const [name, load] of Object.entries(backlogs)) note(name, await deliver(load));
  const results = [...found].map(([name, measured]) => ({
    name,
    perSecond: spreadOf(measured.map(({ perSecond }) => perSecond)),
    nodeMs: spreadOf(measured.map(({ nodeMs }) => nodeMs)),
  }));
  const bareRequests = spreadOf(bareRates);
  printTable([
    { name: 'bare signed requests', 'a second': shown(bareRequests), 'ms of Node.js': '' },
    ...results.map(({ name, perSecond, nodeMs }) => {
      return { name, 'a second': shown(perSecond), 'ms of Node.js': nodeMs.median.toFixed(2) };
    }),
  ]);
  const rssMb = Math.round(rssBytes / 1e6);
  process.stdout.write(`Memory of the process, the receiver included, at most ${rssMb} MB.\n`);
  if (!quick) await writeResults('webhooks', { one, long, many, bareRequests, rates: results, rssMb });
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
