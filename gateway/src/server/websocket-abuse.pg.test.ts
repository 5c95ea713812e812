/** What no client of a library does. */
import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { RawSocket } from '../testing/socket.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
  user = test.signIn();
});
afterAll(() => test[Symbol.asyncDispose]());

const changes = 'subscription { changes { id cursor } }';

it('what comes behind a fault that closes the connection is not executed', async () => {
  const socket = await RawSocket.start(test.url, user.token);
  const before = test.world.tasks.size;
  socket.send({ type: 'connection_init' });
  for (let i = 0; i < 5; i++)
    socket.subscribe(`${i}`, 'mutation { createTask(input: { title: "Late" }) { task { id } } }');
  expect((await socket.closed).code).toBe(4429);
  await test.ask('{ viewer { id } }', {}, user);
  expect(test.world.tasks.size).toBe(before);
});

it('of more than 500 operations at a time on one connection the rest is refused, and there is room once some have ended', async () => {
  const socket = await RawSocket.start(test.url, user.token);
  for (let i = 0; i < 510; i++) socket.subscribe(`${i}`, changes);
  const refused = () => socket.received.filter(({ type }) => type === 'error');
  await until('ten are refused', () => refused().length === 10);
  expect(refused()[0]).toMatchObject({ id: '500', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
  socket.send({ id: '7', type: 'complete' });
  socket.subscribe('query', '{ viewer { id } }');
  await socket.next('complete', 'query');
  socket.socket.terminate();
});

it('completing what does not run costs nothing, however much waits for a client that does not read', async () => {
  const socket = await RawSocket.start(test.url, user.token);
  socket.socket.pause();
  const payload = { text: 'x'.repeat(1_000) };
  const began = process.cpuUsage();
  for (let i = 0; i < 30_000; i++) socket.send({ type: 'ping', payload });
  for (let i = 0; i < 5_000; i++) socket.send({ id: `${i}`, type: 'complete' });
  await until('all has been taken, or the connection cut off', () => {
    const { readyState, OPEN, bufferedAmount } = socket.socket;
    return readyState !== OPEN || bufferedAmount === 0;
  });
  await test.ask('{ viewer { id } }', {}, user);
  const { user: used, system } = process.cpuUsage(began);
  // Of client and gateway together; with a walk through what waits for each it took 7 s.
  expect((used + system) / 1_000).toBeLessThan(5_000);
  socket.socket.terminate();
});
