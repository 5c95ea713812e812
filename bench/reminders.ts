/**
 * Reminders that are all due, against graphile-worker doing an empty job each, on the same PostgreSQL: how many a second;
 * each of ours is looked up with its task, and leaves a notification, a delivery and three events. Then reminders that
 * come due at 500 a second: how late their notification is heard on the change stream.
 *
 * `npm run bench -- reminders [--quick]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateVapidKeys, notifications, VAPID_KEYS } from '@rondo/notifications/main.ts';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { createLog } from '@rondo/platform/log.ts';
import { openMailer } from '@rondo/platform/mail.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { tasks } from '@rondo/tasks/main.ts';
import { Logger, makeWorkerUtils, run as runWorker } from 'graphile-worker';
import pg from 'pg';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

const lateRate = 500;
const owners = 1_000;

interface Peer {
  readonly name: string;
  /** Does so much work and returns how many seconds it took; `published`: until all its events were on the log. */
  drain(count: number): Promise<{ done: number; published?: number }>;
}

export async function run({ quick }: BenchOptions): Promise<void> {
  const [rounds, count, lateSeconds] = quick ? [2, 20_000, 10] : [5, 100_000, 30];
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const log = createLog('bench', 'warn');
  const { url } = stack.use(await startPostgres({ dataDir, log }));
  const platform = stack.use(
    await openEmbeddedPlatform({
      ...{ dataDir, url, log, services: ['tasks', 'notifications'] },
      generators: { [PRINCIPAL_KEY]: randomKey, [VAPID_KEYS]: generateVapidKeys },
    }),
  );
  const mailer = stack.use(openMailer({ smtpUrl: null, from: 'rondo@localhost', directory: join(dataDir, 'mail') }));
  stack.use(await startService(tasks, platform, log));
  stack.use(await startService(notifications({ publicUrl: 'http://localhost', mailer }), platform, log));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stack.defer(() => client.end());

  const peers = [
    rondo(client, platform),
    graphile(url, client, 'graphile-worker', {}),
    graphile(url, client, 'graphile-worker, batching', batching),
  ];
  const rates = new Map<string, number[]>();
  const note = (name: string, seconds: number) => rates.set(name, [...(rates.get(name) ?? []), count / seconds]);
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      const { done, published } = await peer.drain(count);
      note(peer.name, done);
      if (published !== undefined) note(`${peer.name}, events published`, published);
    }
  }
  const results = [...rates].map(([name, values]) => ({ name, perSecond: spreadOf(values) }));
  const reference = results.find(({ name }) => name === 'graphile-worker')?.perSecond.median ?? 0;
  printTable(
    results.map(({ name, perSecond }) => ({
      name,
      'a second': shown(perSecond),
      'of graphile-worker': (perSecond.median / reference).toFixed(2),
    })),
  );

  const late = await lateness(client, platform, lateSeconds);
  process.stdout.write(`\nLateness at ${lateRate}/s: p50 ${late.p50} ms, p99 ${late.p99} ms, most ${late.most} ms\n`);
  if (!quick) await writeResults('reminders', { count, rates: results, lateness: late });
}

const shown = ({ median, min, max }: Spread) => `${Math.round(median)} (${Math.round(min)}–${Math.round(max)})`;

function rondo(client: pg.Client, platform: Platform): Peer {
  return {
    name: 'rondo',
    async drain(count) {
      await fill(client, count, `now() + interval '1 hour'`);
      await client.query(`update notifications.reminder set at = now(), fire_at = now() where fire_at is not null`);
      await client.query('checkpoint');
      const before = performance.now();
      await platform.schedule('notifications', 'reminders', new Date());
      await until(client, 'select 1 from notifications.reminder where fire_at is not null limit 1');
      const done = (performance.now() - before) / 1_000;
      await until(client, 'select 1 from notifications.outbox limit 1');
      return { done, published: (performance.now() - before) / 1_000 };
    },
  };
}

const batching = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

function graphile(url: string, client: pg.Client, name: string, options: object): Peer {
  return {
    name,
    async drain(count) {
      const logger = new Logger(() => () => {});
      const preset = { worker: { connectionString: url, concurrentJobs: 24, maxPoolSize: 25, ...options } };
      const utils = await makeWorkerUtils({ preset, logger });
      await utils.migrate();
      await client.query(
        `select 1 from graphile_worker.add_jobs(array(
           select row('empty', '{}'::json, null, null, null, null, null, null)::graphile_worker.job_spec
           from generate_series(1, $1)))`,
        [count],
      );
      await client.query('checkpoint');
      const before = performance.now();
      const runner = await runWorker({ preset, logger, noHandleSignals: true, taskList: { empty: async () => {} } });
      await until(client, 'select 1 from graphile_worker._private_jobs limit 1');
      const seconds = (performance.now() - before) / 1_000;
      await runner.stop();
      await utils.release();
      return { done: seconds };
    },
  };
}

/** Tasks of a thousand users, each with a reminder in the app; `at` is SQL over `g`, from 1 to `count`. */
async function fill(client: pg.Client, count: number, at: string): Promise<void> {
  // One after the other, and not by truncate: the service looks at them meanwhile.
  for (const table of [
    'notifications.delivery',
    'notifications.reminder',
    'notifications.notification',
    'notifications.task',
    'tasks.task',
  ]) {
    await client.query(`delete from ${table}`);
    await client.query(`vacuum ${table}`);
  }
  const id = (prefix: string) => `'${prefix}_01k0000000f008' || lpad(g::text, 12, '0')`;
  const owner = `'user_01k0000000f008' || lpad((g % ${owners})::text, 12, '0')`;
  await client.query(
    `insert into tasks.task (id, owner_id, title, description, status, priority, tag_ids, reminder_ids, version, created_at, updated_at)
     select ${id('task')}, ${owner}, 'Water the plants', '', 'OPEN', 'NONE', '{}', array[${id('reminder')}], 1, now(), now()
     from generate_series(1, $1::int) g`,
    [count],
  );
  await client.query(
    `insert into notifications.task (id, owner_id, title, open, version)
     select ${id('task')}, ${owner}, 'Water the plants', true, 1 from generate_series(1, $1::int) g`,
    [count],
  );
  await client.query(
    `insert into notifications.reminder (id, owner_id, task_id, asked_at, channels, state, at, fire_at, created_at)
     select ${id('reminder')}, ${owner}, ${id('task')}, at, '{IN_APP}', 'SCHEDULED', at, at, now()
     from (select g, ${at} as at from generate_series(1, $1::int) g) as due`,
    [count],
  );
  await client.query('vacuum analyze tasks.task, notifications.task, notifications.reminder');
}

/** Waits for a query to find nothing. */
async function until(client: pg.Client, query: string): Promise<void> {
  while ((await client.query(query)).rowCount !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** From the moment that a reminder is due to its notification's event on the topic that clients are served from. */
async function lateness(client: pg.Client, platform: Platform, seconds: number) {
  const count = seconds * lateRate;
  const late: number[] = [];
  const done = Promise.withResolvers<void>();
  const at = new Map<string, number>();
  await using _tail = await platform.tail({
    topic: Topic.TASK_UPDATES,
    from: 'head',
    onError: done.reject,
    onBatch(events) {
      for (const { event } of events) {
        const data = event.data as { notification?: { taskId: string } };
        const due = event.type === 'notification.created.v1' ? at.get(data.notification?.taskId ?? '') : undefined;
        if (due !== undefined) late.push(Date.now() - due);
      }
      if (late.length >= count) done.resolve();
    },
  });
  await fill(
    client,
    count,
    `date_trunc('milliseconds', now() + interval '15 seconds' + g * interval '${1_000 / lateRate} ms')`,
  );
  const { rows } = await client.query<{ task: string; ms: string }>(
    `select task_id as task, extract(epoch from fire_at) * 1000 as ms from notifications.reminder order by fire_at`,
  );
  for (const { task, ms } of rows) at.set(task, Number(ms));
  await platform.schedule('notifications', 'reminders', new Date(Number(rows[0]?.ms)));
  await done.promise;
  late.sort((a, b) => a - b);
  const percentile = (share: number) => Math.round(late[Math.ceil(late.length * share) - 1] ?? 0);
  return { perSecond: lateRate, p50: percentile(0.5), p99: percentile(0.99), most: percentile(1) };
}
