import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeEvent, makeEvents, Recorder, TailRecorder } from '../conformance/fixture.ts';
import { PermanentFailure, PositionExpired } from '../platform.ts';
import { openTestPlatform, type TestPlatform } from '../testing/platform.ts';
import { until } from '../testing/until.ts';
import { GroupOffsets } from './group-offsets.ts';
import { partitionCount, partitionOf } from './partition.ts';
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
    const [first, second] = [new Recorder(), new Recorder()];
    const keys = Array.from({ length: 32 }, (_, n) => `key-${n}`);
    await one.subscribe({ group: 'group', topic, handle: first.handle });
    const before = makeEvents(32, keys);
    await other.publish(topic, before);
    await first.waitFor(before);
    await using _ = await other.subscribe({ group: 'group', topic, handle: second.handle });
    const during = makeEvents(320, keys);
    for (let n = 0; n < during.length; n += 32) await other.publish(topic, during.slice(n, n + 32));
    await first.waitFor(during);
    expect(second.events).toEqual([]);
    await one[Symbol.asyncDispose]();
    const afterwards = makeEvents(32, keys);
    await other.publish(topic, afterwards);
    await second.waitFor(afterwards);
    expect(second.has(during)).toBe(false);
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

  it('ends a tail with PositionExpired that was paused for so long that the log has forgotten its place', async () => {
    const topic = newTopic();
    const [key = ''] = keysOf(1, 1);
    const publisher = await test.openAnother();
    const reader = new TailRecorder();
    await using tail = await test.platform.tail(reader.options(topic, 'beginning'));
    tail.pause(1);
    await publisher.publish(topic, makeEvents(5, [key]));
    await admin.query(`update platform.event set published_at = now() - interval '8 days' where topic = $1`, [topic]);
    expect(await test.platform.removeOld()).toBeGreaterThanOrEqual(5);
    await publisher.publish(topic, makeEvents(5, [key]));
    tail.resume(1);
    await until('it was told', () => reader.errors.length === 1);
    expect(reader.errors[0]).toBeInstanceOf(PositionExpired);
    expect(reader.tailed).toEqual([]);
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
