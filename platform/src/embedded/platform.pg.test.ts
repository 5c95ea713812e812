import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeEvent, makeEvents, quickRetry, Recorder, TailRecorder } from '../conformance/fixture.ts';
import { RondoError } from '../errors.ts';
import { PermanentFailure } from '../platform.ts';
import { openTestPlatform, type TestPlatform, testLog } from '../testing/platform.ts';
import { until } from '../testing/until.ts';
import { GroupOffsets } from './group-offsets.ts';
import { partitionCount, partitionOf } from './partition.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from './platform.ts';
import { queryOn } from './query.ts';

/** What only the embedded platform promises, or what needs a look into its tables. */
describe('the embedded platform', () => {
  let test: TestPlatform;
  let admin: pg.Client;

  beforeAll(async () => {
    test = await openTestPlatform();
    admin = new pg.Client({ connectionString: test.url });
    await admin.connect();
  });

  afterAll(async () => {
    await admin?.end();
    await test?.[Symbol.asyncDispose]();
  });

  const newTopic = () => `topic-${randomUUID()}`;
  const keysOf = (partition: number, count: number): string[] =>
    Array.from({ length: 1_000 }, (_, n) => `key-${n}`)
      .filter((key) => partitionOf(key) === partition)
      .slice(0, count);

  it('gives offsets without gaps, in the order in which they become visible, to publishers of several processes', async () => {
    const topic = newTopic();
    const other = await test.openAnother();
    const reader = new TailRecorder();
    await using _ = await test.platform.tail(reader.options(topic, 'beginning'));
    const keys = Array.from({ length: 16 }, (_, n) => `key-${n}`);
    const events = makeEvents(800, keys);
    const publishers = [test.platform, other].flatMap((platform, which) =>
      keys.map(async (key, n) => {
        if (n % 2 !== which) return;
        for (const event of events.filter(({ partitionkey }) => partitionkey === key))
          await platform.publish(topic, [event]);
      }),
    );
    await Promise.all(publishers);
    await reader.waitFor(events);
    expect(reader.tailed).toHaveLength(events.length);
    const partitions = Map.groupBy(reader.tailed, ({ partition }) => partition);
    for (const tailed of partitions.values()) {
      expect(tailed.map(({ offset }) => offset)).toEqual(tailed.map((_, n) => BigInt(n)));
    }
    for (const key of keys) {
      const read = reader.tailed.filter(({ event }) => event.partitionkey === key).map(({ event }) => event.id);
      expect(read).toEqual(events.filter(({ partitionkey }) => partitionkey === key).map(({ id }) => id));
    }
  });

  it('publishes a batch over all partitions as one, or not at all', async () => {
    const topic = newTopic();
    const head = await test.platform.head(topic);
    expect([...head.keys()]).toEqual(Array.from({ length: partitionCount }, (_, n) => n));
    const bad = { ...makeEvent('bob'), toJSON: () => undefined };
    await expect(test.platform.publish(topic, [makeEvent('ann'), bad])).rejects.toThrow();
    expect(await test.platform.head(topic)).toEqual(head);
  });

  it('holds up one key with an event that fails, not the others of its partition', async () => {
    const topic = newTopic();
    const [failing = '', ...others] = keysOf(3, 5);
    const gate = Promise.withResolvers<void>();
    const recorder = new Recorder(async ({ partitionkey }) => {
      if (partitionkey === failing) await gate.promise;
    });
    await using _ = await test.platform.subscribe({ group: 'group', topic, handle: recorder.handle });
    const [stuck, behind] = [makeEvent(failing), makeEvent(failing)];
    const free = makeEvents(500, others);
    await test.platform.publish(topic, [stuck, behind, ...free.slice(0, 200)]);
    await recorder.waitFor(free.slice(0, 200));
    expect(recorder.has([behind])).toBe(false);
    gate.resolve();
    await test.platform.publish(topic, free.slice(200));
    await recorder.waitFor([stuck, behind, ...free]);
  });

  it('moves a group’s offset only over what is done', async () => {
    const topic = newTopic();
    const [first = '', second = ''] = keysOf(0, 2);
    const gate = Promise.withResolvers<void>();
    const recorder = new Recorder(async ({ partitionkey }) => {
      if (partitionkey === first) await gate.promise;
    });
    const offset = async () =>
      (
        await admin.query<{ offset: string }>(
          'select "offset" from platform.group_offset where topic = $1 and partition = 0',
          [topic],
        )
      ).rows[0]?.offset;
    await using _ = await test.platform.subscribe({ group: 'group', topic, handle: recorder.handle });
    const [stuck, done] = [makeEvent(first), makeEvent(second)];
    await test.platform.publish(topic, [stuck, done]);
    await recorder.waitFor([stuck, done]);
    expect(await offset()).toBe('0');
    gate.resolve();
    await until('both are committed', async () => (await offset()) === '2');
  });

  it('has one process at work on a partition, and another take over when that one ends', async () => {
    const topic = newTopic();
    const [one, other] = [await test.openAnother(), test.platform];
    const handling = new Set<string>();
    const seen: string[] = [];
    const handlerOf = (who: string) =>
      new Recorder(async ({ partitionkey }) => {
        expect(handling.has(partitionkey)).toBe(false);
        handling.add(partitionkey);
        await new Promise((resolve) => setImmediate(resolve));
        handling.delete(partitionkey);
        seen.push(who);
      });
    const [first, second] = [handlerOf('one'), handlerOf('other')];
    await one.subscribe({ group: 'group', topic, handle: first.handle });
    await other.publish(topic, [makeEvent('ann')]);
    await until('the first one is at work', () => seen.length === 1);
    await using _ = await other.subscribe({ group: 'group', topic, handle: second.handle });
    const events = makeEvents(100, ['ann', 'bob', 'cat', 'dan']);
    await other.publish(topic, events);
    await until('all are handled', () => seen.length >= 101);
    await one[Symbol.asyncDispose]();
    const later = makeEvents(8, ['ann', 'bob', 'cat', 'dan']);
    await other.publish(topic, later);
    await second.waitFor(later);
    expect(await other.deadLetters.list(topic)).toEqual([]);
  });

  it('tells handlers at once when their locks are lost, and delivers again what was not done', async () => {
    const topic = newTopic();
    let aborted = 0;
    const entered = Promise.withResolvers<void>();
    const recorder = new Recorder(async (_, signal) => {
      if (recorder.events.length > 1) return;
      entered.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted++;
    });
    await using _ = await test.platform.subscribe({ group: 'group', topic, handle: recorder.handle });
    await test.platform.publish(topic, [makeEvent('ann')]);
    await entered.promise;
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rondo locks' and datname = current_database()`,
    );
    await until('it comes again', () => recorder.events.length === 2);
    expect(aborted).toBe(1);
  });

  it('keeps what a group that is consumed has yet to read, however old, and forgets the rest', async () => {
    const topic = newTopic();
    const gate = Promise.withResolvers<void>();
    const [key = ''] = keysOf(5, 1);
    const events = makeEvents(10, [key]);
    const recorder = new Recorder(async ({ id }) => {
      if (id === events[6]?.id) await gate.promise;
    });
    await using _ = await test.platform.subscribe({ group: 'group', topic, handle: recorder.handle });
    await test.platform.publish(topic, events);
    const offset = () =>
      admin.query<{ offset: string }>('select "offset" from platform.group_offset where topic = $1 and partition = 5', [
        topic,
      ]);
    await until('six are done', async () => (await offset()).rows[0]?.offset === '6');
    await admin.query(`update platform.event set published_at = now() - interval '30 days' where topic = $1`, [topic]);
    expect(await test.platform.removeOld()).toBe(6);
    const left = await admin.query<{ offset: string }>(
      'select "offset" from platform.event where topic = $1 order by 1',
      [topic],
    );
    expect(left.rows.map((row) => row.offset)).toEqual(['6', '7', '8', '9']);
    gate.resolve();
    await recorder.waitFor(events);
    await until('all are done', async () => (await offset()).rows[0]?.offset === '10');
    expect(await test.platform.removeOld()).toBe(4);
    expect((await test.platform.head(topic)).get(5)).toBe(10n);
  });

  it('keeps dead letters over a restart, and redrives those whose redrive was cut short', async () => {
    const topic = newTopic();
    const subscription = await test.platform.subscribe({
      group: 'group',
      topic,
      handle: async () => {
        throw new PermanentFailure('no');
      },
    });
    const event = makeEvent('ann');
    await test.platform.publish(topic, [event]);
    await until('it is dead-lettered', async () => (await test.platform.deadLetters.list(topic)).length === 1);
    await subscription[Symbol.asyncDispose]();
    expect(await test.platform.deadLetters.redrive(topic)).toBe(1);
    const platform = await test.reopen();
    const recorder = new Recorder();
    await using _ = await platform.subscribe({ group: 'group', topic, handle: recorder.handle });
    await recorder.waitFor([event]);
    await until(
      'it has gone',
      async () => (await admin.query('select from platform.dead_letter where topic = $1', [topic])).rowCount === 0,
    );
  });

  it('calls a job when the wall clock says so, though it was put forward or back meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const started = Date.now();
      const calls: number[] = [];
      await using _ = await test.platform.onJob('service', 'clock', async () => void calls.push(Date.now()));
      await test.platform.schedule('service', 'clock', new Date(started + 3_600_000));
      vi.setSystemTime(started - 7_200_000);
      const witness = new Recorder();
      const topic = newTopic();
      await using _witness = await test.platform.subscribe({ group: 'group', topic, handle: witness.handle });
      const event = makeEvent('ann');
      await test.platform.publish(topic, [event]);
      await witness.waitFor([event]);
      expect(calls).toEqual([]);
      vi.setSystemTime(started + 3_600_001);
      await until('it was called', () => calls.length > 0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets one process call a job that is handled in two', async () => {
    const calls: string[] = [];
    const other = await test.openAnother();
    await using _one = await test.platform.onJob('service', 'both', async () => void calls.push('one'));
    await using _other = await other.onJob('service', 'both', async () => void calls.push('other'));
    for (let n = 1; n <= 5; n++) {
      await test.platform.schedule('service', 'both', new Date());
      await until('it was called', () => calls.length === n);
      await until(
        'it has gone',
        async () => (await admin.query(`select from platform.job where name = 'both'`)).rowCount === 0,
      );
    }
    expect(calls).toHaveLength(5);
  });

  it('takes no offset from a worker that was overtaken', async () => {
    const topic = newTopic();
    await test.platform.publish(topic, [makeEvent('ann')]);
    const pool = new pg.Pool({ connectionString: test.url });
    const offsets = new GroupOffsets(queryOn(pool));
    const place = { group: 'group', topic, partition: 2 };
    expect(await offsets.load(place)).toEqual({ offset: 0n, floor: 0n });
    const other = { ...place, partition: 3 };
    await offsets.load(other);
    expect(await Promise.all([offsets.move(place, 0n, 5n), offsets.move(other, 0n, 7n)])).toEqual([true, true]);
    expect(await Promise.all([offsets.move(place, 0n, 3n), offsets.move(other, 7n, 8n)])).toEqual([false, true]);
    expect((await offsets.load(place)).offset).toBe(5n);
    await pool.end();
  });

  it('works on while an unrelated tail’s reader fails, which is told so', async () => {
    const topic = newTopic();
    const reader = new TailRecorder();
    const broken = await test.platform.tail(
      reader.options(topic, 'head', {
        onBatch: () => {
          throw new Error('the reader is broken');
        },
      }),
    );
    const sound = new TailRecorder();
    await using _ = await test.platform.tail(sound.options(topic, 'head'));
    const event = makeEvent('ann');
    await test.platform.publish(topic, [event]);
    await sound.waitFor([event]);
    await until('it was told', () => reader.errors.length === 1);
    expect(reader.errors[0]?.message).toBe('the reader is broken');
    await broken[Symbol.asyncDispose]();
  });
});

describe('the embedded platform, when its database dies', () => {
  let dataDir: string;
  let platform: EmbeddedPlatform;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'rondo-platform-'));
    platform = await openEmbeddedPlatform({ dataDir, services: [], log: testLog });
  });

  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('loses nothing of what was acknowledged, dead-letters nothing, and works again in seconds', {
    timeout: 60_000,
  }, async () => {
    const topic = 'events';
    const recorder = new Recorder(async () => {
      // What a service's handler does: it needs the database, which is away for a while.
      await platform.state.set('used', true);
    });
    await platform.subscribe({ group: 'group', topic, handle: recorder.handle, retry: quickRetry(3) });
    const reader = new TailRecorder();
    await platform.tail(reader.options(topic, 'head'));
    const called: number[] = [];
    await platform.onJob('service', 'job', async () => void called.push(Date.now()));

    const refusals: unknown[] = [];
    const acknowledged = makeEvents(200, ['ann', 'bob', 'cat']);
    let kills = 0;
    for (const [n, event] of acknowledged.entries()) {
      if (n === 60 || n === 140) {
        const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, n === 60 ? 'SIGQUIT' : 'SIGKILL');
        kills++;
      }
      await until(
        'it is acknowledged',
        () =>
          platform.publish(topic, [event]).then(
            () => true,
            (error) => {
              refusals.push(error);
              return false;
            },
          ),
        20_000,
      );
    }
    await platform.schedule('service', 'job', new Date());
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.every((error) => error instanceof RondoError && error.code === 'UNAVAILABLE')).toBe(true);
    await recorder.waitFor(acknowledged);
    await reader.waitFor(acknowledged);
    await until('the job was called', () => called.length > 0);
    expect(kills).toBe(2);
    expect(await platform.deadLetters.list(topic)).toEqual([]);
    expect(reader.errors).toEqual([]);
  });
});
