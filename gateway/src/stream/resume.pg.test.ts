import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { publishMany, streamCursor, TestStream } from '../testing/stream.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  // A ring of a few dozen events, so that resuming reads the log as well.
  test = await startTestGateway({ limits: { ringBytes: 20_000 } });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
});

const changes = 'subscription ($after: String) { changes(after: $after) { id cursor } }';

describe('a stream that is resumed', () => {
  it('from streamCursor brings what came after it was taken, before the first event too', async () => {
    const cursor = await streamCursor(test, user);
    const ids = await publishMany(test, user, 3);
    using stream = await TestStream.open(test.url, user, changes, { after: cursor });
    await until('all have come', () => stream.ids.length === ids.length);
    expect(stream.ids).toEqual(ids);
  });

  it('brings each event once and in order, from memory or the log, while more are published', async () => {
    const cursor = await streamCursor(test, user);
    const early = await publishMany(test, user, 700);
    const late = publishMany(test, user, 300);
    using stream = await TestStream.open(test.url, user, changes, { after: cursor });
    const ids = [...early, ...(await late)];
    await until('all have come', () => stream.ids.length >= ids.length);
    await stream.quiet(test, user);
    expect(stream.ids.slice(0, -1)).toEqual(ids);
  });

  it('from any event’s cursor brings exactly what came after it, again and again, on any gateway', async () => {
    const another = await test.another();
    const cursor = await streamCursor(test, user);
    const ids = await publishMany(test, user, 200);
    using whole = await TestStream.open(test.url, user, changes, { after: cursor });
    await until('all have come', () => whole.ids.length === ids.length);
    for (const index of [0, 57, 150, 198, 199]) {
      const after = whole.changes[index].cursor;
      using part = await TestStream.open(`http://127.0.0.1:${another.port}/graphql`, user, changes, { after });
      await until('the rest has come', () => part.ids.length >= ids.length - index - 1);
      expect(part.ids).toEqual(ids.slice(index + 1));
    }
  });

  it('brings an event once that a killed relay has published twice, live and from the log', async () => {
    const start = await streamCursor(test, user);
    using live = await TestStream.open(test.url, user, changes, { after: start });
    const batch = [taskEvent(user.userId), taskEvent(user.userId)];
    const next = taskEvent(user.userId);
    await test.publish(...batch);
    await until('the first has come', () => live.ids.length > 0);
    const after = live.changes[0].cursor;
    await test.publish(...batch, next);
    const ids = [...batch, next].map(({ id }) => id);
    await until('all have come', () => live.ids.includes(next.id));
    expect(live.ids).toEqual(ids);
    // Enough events to push these out of the ring.
    const more = await publishMany(test, user, 60);
    using resumed = await TestStream.open(test.url, user, changes, { after });
    await until('the rest has come', () => resumed.ids.includes(more.at(-1) ?? ''));
    expect(resumed.ids).toEqual([...ids.slice(1), ...more]);
  });

  it('says CURSOR_EXPIRED where the log has forgotten what came after, and never skips it', async () => {
    await using short = await startTestGateway({}, { retentionMs: 1 });
    const late = short.signIn();
    const { body } = await short.ask('{ streamCursor }', {}, late);
    const after: string = body.data.streamCursor;
    await short.publish(taskEvent(late.userId));
    await until('it is forgotten', async () => (await short.platform.removeOld()) > 0);
    // The gateway that was there has it in memory still.
    using remembered = await TestStream.open(short.url, late, changes, { after });
    await until('it has come', () => remembered.ids.length === 1);
    const another = await short.another();
    using stream = await TestStream.open(`http://127.0.0.1:${another.port}/graphql`, late, changes, { after });
    expect(await stream.error()).toMatchObject({ extensions: { code: 'CURSOR_EXPIRED', cursor: after } });
  });

  it('says so to who comes from before it, and serves who comes from after it at the same time', async () => {
    await using short = await startTestGateway({}, { retentionMs: 300 });
    const late = short.signIn();
    const { body } = await short.ask('{ streamCursor }', {}, late);
    using first = await TestStream.open(short.url, late, changes, { after: body.data.streamCursor });
    const [old, kept] = [taskEvent(late.userId), taskEvent(late.userId)];
    await short.publish(old);
    await until('it has come', () => first.ids.length === 1);
    await until('it is forgotten', async () => (await short.platform.removeOld()) > 0);
    await short.publish(kept);
    const url = `http://127.0.0.1:${(await short.another()).port}/graphql`;
    using expired = await TestStream.open(url, late, changes, { after: body.data.streamCursor });
    using served = await TestStream.open(url, late, changes, { after: first.changes[0].cursor });
    expect(await expired.error()).toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } });
    await until('what is kept has come', () => served.ids.length > 0);
    expect(served.ids).toEqual([kept.id]);
  });

  it('serves many who come back at once from before the ring, each with their own events', async () => {
    const users = Array.from({ length: 60 }, () => test.signIn());
    const cursors = await Promise.all(users.map((each) => streamCursor(test, each)));
    const published = users.map(({ userId }) => [taskEvent(userId), taskEvent(userId), taskEvent(userId)]);
    for (const index of [0, 1, 2]) await test.publish(...published.flatMap((events) => events[index] ?? []));
    await publishMany(test, user, 60);
    const streams = await Promise.all(
      users.map((each, index) => TestStream.open(test.url, each, changes, { after: cursors[index] })),
    );
    for (const [index, stream] of streams.entries()) {
      const ids = published[index]?.map(({ id }) => id);
      await until('their events have come', () => stream.ids.length >= 3);
      expect(stream.ids).toEqual(ids);
      stream[Symbol.dispose]();
    }
  });

  it.each([
    ['was invented', () => 'nonsense'],
    ['is empty', () => ''],
    [
      'was tampered with',
      (cursor: string) => `${cursor.slice(0, 5)}${cursor[5] === 'A' ? 'B' : 'A'}${cursor.slice(6)}`,
    ],
    ['has something after it', (cursor: string) => `${cursor}A`],
  ])('says CURSOR_INVALID where the cursor %s', async (_how, change) => {
    using stream = await TestStream.open(test.url, user, changes, { after: change(await streamCursor(test, user)) });
    expect(await stream.error()).toMatchObject({ extensions: { code: 'CURSOR_INVALID', argument: 'after' } });
  });

  it('says CURSOR_INVALID to another user, as a cursor is bound to its own', async () => {
    using stream = await TestStream.open(test.url, test.signIn(), changes, { after: await streamCursor(test, user) });
    expect(await stream.error()).toMatchObject({ extensions: { code: 'CURSOR_INVALID' } });
  });
});
