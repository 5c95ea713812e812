import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { taskEvent } from './events.ts';
import type { TestGateway, TestUser } from './gateway.ts';
import { RawSocket, type TestMessage } from './socket.ts';

/** A subscription of a user over a WebSocket of its own. */
export class TestStream implements Disposable {
  readonly socket: RawSocket;

  private constructor(socket: RawSocket) {
    this.socket = socket;
  }

  static async open(url: string, user: TestUser, query: string, variables: object = {}): Promise<TestStream> {
    const socket = await RawSocket.start(url, user.token);
    socket.subscribe('1', query, variables);
    return new TestStream(socket);
  }

  /** Subscribed and known to be live: what is published from now on comes. */
  static async live(test: TestGateway, user: TestUser, query: string, variables: object = {}): Promise<TestStream> {
    const stream = await TestStream.open(test.url, user, query, variables);
    await until('the stream is live', async () => {
      await test.publish(taskEvent(user.userId, { title: 'probe' }));
      return stream.changes.length > 0;
    });
    await stream.quiet(test, user);
    stream.socket.received.length = 0;
    return stream;
  }

  /** All it has had. */
  get changes(): TestMessage[] {
    return this.socket.events('1').map((data) => data.changes ?? data.taskChanges);
  }

  get ids(): string[] {
    return this.changes.map(({ id }) => id);
  }

  error(): Promise<TestMessage> {
    return this.socket.next('error', '1').then(({ payload }) => payload[0]);
  }

  /** Resolves once it has had everything published so far. */
  async quiet(test: TestGateway, user: TestUser): Promise<void> {
    const last = taskEvent(user.userId, { title: 'probe' });
    await test.publish(last);
    await until('the last event has come', () => this.ids.includes(last.id));
  }

  [Symbol.dispose](): void {
    this.socket.socket.terminate();
  }
}

/** The position of a user's stream now. */
export async function streamCursor(test: TestGateway, user: TestUser): Promise<string> {
  return (await test.ask('{ streamCursor }', {}, user)).body.data.streamCursor;
}

/** Publishes `count` events of the user, among others' in the same and other partitions. Returns their ids. */
export async function publishMany(test: TestGateway, user: TestUser, count: number): Promise<string[]> {
  const mine = Array.from({ length: count }, () => taskEvent(user.userId));
  const others = Array.from({ length: 30 }, () => newId('user'));
  for (let at = 0; at < count; at += 100) {
    const batch = mine.slice(at, at + 100).flatMap((event) => [event, taskEvent(others[(at / 100) % 30] ?? '')]);
    await test.publish(...batch);
  }
  return mine.map(({ id }) => id);
}
