/** What no client of a library does. */
import { once } from 'node:events';
import { connect } from 'node:net';
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

it('of more than 1 000 operations at a time on one connection the rest is refused, and there is room once some have ended', async () => {
  const socket = await RawSocket.start(test.url, user.token);
  for (let i = 0; i < 1_010; i++) socket.subscribe(`${i}`, changes);
  const refused = () => socket.received.filter(({ type }) => type === 'error');
  await until('ten are refused', () => refused().length === 10);
  expect(refused()[0]).toMatchObject({ id: '1000', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
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

it('an upgrade that is refused leaves no connection behind, though its client keeps its side open', async () => {
  const { hostname, port } = new URL(test.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const ended = once(socket, 'end');
  const broken = new Promise((resolve) => socket.on('error', resolve));
  socket.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  let answer = '';
  socket.on('data', (data) => {
    answer += String(data);
  });
  await ended;
  expect(answer).toContain('404 Not Found');
  // Who writes to a connection that is gone is told so.
  const writing = setInterval(() => socket.write('x'), 10);
  await broken;
  clearInterval(writing);
});
