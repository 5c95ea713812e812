import { until } from '@rondo/platform/testing/until.ts';
import { type ImportJobState, ImportProgressed } from '@rondo/schema/events/import.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { authorization, startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { HttpStream } from '../testing/http-stream.ts';
import { RawSocket } from '../testing/socket.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
});

const query = 'subscription ($id: ID!) { importProgress(id: $id) { id done total finished } }';

function begin(state: Partial<ImportJobState> = {}): ImportJobState {
  const job = { id: newId('job'), total: 10, done: 0, failed: 0, finished: false, errors: [], ...state };
  test.world.imports.set(job.id, { ownerId: user.userId, job });
  return job;
}

async function progress(job: ImportJobState, state: Partial<ImportJobState>): Promise<void> {
  const next = { ...job, ...state };
  test.world.imports.set(job.id, { ownerId: user.userId, job: next });
  await test.platform.publish(Topic.LIVE_UPDATES, [eventOf(ImportProgressed.type, user.userId, job.id, { job: next })]);
}

const shown = ({ id, done, total, finished }: ImportJobState) => ({ id, done, total, finished });

describe('what is under way, over a WebSocket', () => {
  it('shows the current state first, then what follows, and completes with the last', async () => {
    const job = begin({ done: 2 });
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', query, { id: job.id });
    await socket.next('next', '1');
    await progress(job, { done: 5 });
    await until('the second state has come', () => socket.events('1').length === 2);
    await progress(job, { done: 10, finished: true });
    await socket.next('complete', '1');
    expect(socket.events('1').map(({ importProgress }) => importProgress)).toEqual([
      shown(job),
      { ...shown(job), done: 5 },
      { ...shown(job), done: 10, finished: true },
    ]);
    socket.socket.terminate();
  });

  it('shows what has ended already once, and completes', async () => {
    const job = begin({ done: 10, finished: true });
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', query, { id: job.id });
    await socket.next('complete', '1');
    expect(socket.events('1')).toEqual([{ importProgress: shown(job) }]);
    socket.socket.terminate();
  });

  it('never goes back: an event older than what was shown is left out', async () => {
    const job = begin({ done: 6 });
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', query, { id: job.id });
    await socket.next('next', '1');
    await test.platform.publish(Topic.LIVE_UPDATES, [
      eventOf(ImportProgressed.type, user.userId, job.id, { job: { ...job, done: 3 } }),
    ]);
    await progress(job, { done: 10, finished: true });
    await socket.next('complete', '1');
    expect(socket.events('1').map(({ importProgress }) => importProgress.done)).toEqual([6, 10]);
    socket.socket.terminate();
  });

  it("is NOT_FOUND for an unknown id and for another user's", async () => {
    const job = begin();
    const stranger = test.signIn();
    const socket = await RawSocket.start(test.url, stranger.token);
    socket.subscribe('1', query, { id: job.id });
    socket.subscribe('2', query, { id: newId('job') });
    for (const id of ['1', '2']) {
      const { payload } = await socket.next('error', id);
      expect(payload[0].extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    }
    socket.socket.terminate();
  });

  it("does not bring what is another user's, even under the same id", async () => {
    const job = begin();
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', query, { id: job.id });
    await socket.next('next', '1');
    await test.platform.publish(Topic.LIVE_UPDATES, [
      eventOf(ImportProgressed.type, newId('user'), job.id, { job: { ...job, done: 9 } }),
    ]);
    await progress(job, { done: 10, finished: true });
    await socket.next('complete', '1');
    expect(socket.events('1').map(({ importProgress }) => importProgress.done)).toEqual([0, 10]);
    socket.socket.terminate();
  });
});

describe('what is under way, over HTTP', () => {
  it.each([
    ['server-sent events', 'text/event-stream'],
    ['multipart', 'multipart/mixed;subscriptionSpec=1.0'],
  ])('comes as %s and ends the response with the last state', async (_name, accept) => {
    const job = begin();
    using stream = await HttpStream.open(test.url, {
      headers: { accept, ...authorization(user) },
      body: { query, variables: { id: job.id } },
    });
    await until('the first state has come', () => stream.text.includes('"done":0'));
    await progress(job, { done: 10, finished: true });
    await stream.ended;
    expect(stream.text).toContain('"done":10');
    expect(stream.text).not.toContain('id: \n');
  });
});
