import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Caller } from '../auth/caller.ts';
import { EventStreams, serverSentEvents } from './event-stream.ts';

const caller: Caller = {
  principal: {
    userId: 'user_01',
    actor: { kind: 'USER', id: null, name: null },
    scopes: [],
    timeZone: 'Europe/Paris',
  },
  credentials: { token: null, cookie: null },
  budgetKey: 'user_01',
  isRefused: false,
};

it('a client that leaves while it is found out who asks leaves no stream behind', async () => {
  let begun = 0;
  const streams = new EventStreams({
    operations: {
      run: async () => {
        begun++;
        return { start: null, cursor: null, close: () => {} };
      },
    },
    sessions: { watch: () => ({ [Symbol.dispose]: () => {} }) },
    maximumQueued: 1_000,
  });
  const arrived = Promise.withResolvers<void>();
  const served = Promise.withResolvers<void>();
  const server = createServer(async (_request, response) => {
    arrived.resolve();
    await once(response, 'close');
    await streams.serve(response, serverSentEvents, { query: '' }, caller);
    served.resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request({ port: (server.address() as AddressInfo).port });
  client.on('error', () => {});
  client.end();
  await arrived.promise;
  client.destroy();
  await served.promise;
  expect(begun).toBe(0);
  server.close();
});

it('a stream that is ended by a shutdown writes nothing behind its end, whatever waits for a client that does not read', async () => {
  const faults: unknown[] = [];
  const closed = Promise.withResolvers<void>();
  const streams = new EventStreams({
    operations: {
      run: async (_request, _caller, sink) => {
        for (let i = 0; i < 100; i++) sink.next('x'.repeat(100_000), null);
        return { start: null, cursor: null, close: () => {} };
      },
    },
    sessions: { watch: () => ({ [Symbol.dispose]: () => {} }) },
    maximumQueued: 1_000,
  });
  const server = createServer(async (_request, response) => {
    response.on('error', (error) => faults.push(error));
    const { write } = response;
    response.write = ((...args: Parameters<typeof write>) => {
      if (response.writableEnded) faults.push(new Error('written behind its end'));
      return write.apply(response, args);
    }) as typeof write;
    response.on('close', () => closed.resolve());
    await streams.serve(response, serverSentEvents, { query: '' }, caller);
    streams.drain();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request({ port: (server.address() as AddressInfo).port });
  client.on('error', () => {});
  client.end();
  const [answer] = (await once(client, 'response')) as [IncomingMessage];
  answer.resume();
  await closed.promise;
  expect(faults).toEqual([]);
  server.close();
});
