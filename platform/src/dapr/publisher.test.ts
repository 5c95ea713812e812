import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeEvent } from '../conformance/fixture.ts';
import { PermanentFailure } from '../platform.ts';
import { testLog } from '../testing/platform.ts';
import { Publisher } from './publisher.ts';
import { Sidecar } from './sidecar.ts';

/* What a sidecar answers, as daprd 1.16 words it. */

let answer: { status: number; body: unknown };
let asked: { url: string; entries: { entryId: string; metadata: { partitionKey: string } }[] }[];
let server: Server;
let sidecar: Sidecar;

beforeEach(async () => {
  answer = { status: 204, body: null };
  asked = [];
  server = createServer(async (request, response) => {
    const body = await Array.fromAsync(request);
    asked.push({ url: request.url ?? '', entries: JSON.parse(Buffer.concat(body).toString()) });
    response.writeHead(answer.status).end(answer.body === null ? undefined : JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  sidecar = new Sidecar({ host: '127.0.0.1', port, token: 'token', log: testLog });
});

afterEach(async () => {
  await sidecar[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

const failing = (error: string) => ({
  status: 500,
  body: { failedEntries: [{ entryId: '0', error }], errorCode: 'ERR_PUBSUB_PUBLISH_MESSAGE' },
});

test('an event that the broker did not take is a rejection: nothing is taken for published that was not', async () => {
  answer = failing('kafka: client has run out of available brokers to talk to');
  const published = new Publisher(sidecar, 'pubsub').publish('facts', [makeEvent('ann')]);
  await expect(published).rejects.toThrow(/run out of available brokers/);
  await expect(published).rejects.not.toBeInstanceOf(PermanentFailure);
});

test('an event that the broker will never take is a permanent failure', async () => {
  answer = failing('kafka server: Message was too large, server rejected it to avoid allocation error');
  const published = new Publisher(sidecar, 'pubsub').publish('facts', [makeEvent('ann')]);
  await expect(published).rejects.toBeInstanceOf(PermanentFailure);
});

test('events go raw and by their key, two of one key one after the other', async () => {
  const events = [makeEvent('ann'), makeEvent('bob'), makeEvent('ann')];
  await new Publisher(sidecar, 'pubsub').publish('facts', events);
  expect(asked.map(({ entries }) => entries.map(({ metadata }) => metadata.partitionKey))).toEqual([
    ['ann', 'bob'],
    ['ann'],
  ]);
  expect(asked[0]?.url).toBe('/v1.0-alpha1/publish/bulk/pubsub/facts?metadata.rawPayload=true');
});
