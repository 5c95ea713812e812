import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testLog } from '../testing/platform.ts';
import { DaprSecrets } from './secrets.ts';
import { Sidecar } from './sidecar.ts';

/* What a sidecar answers to `GET /v1.0/secrets/<store>/<name>`. */

let answer: { status: number; body: object };
let asked: number;
let server: Server;
let sidecar: Sidecar;

beforeEach(async () => {
  // What is remembered is by a clock that nobody sets.
  vi.useFakeTimers({ toFake: ['performance'] });
  answer = { status: 200, body: { key: 'one' } };
  asked = 0;
  server = createServer((request, response) => {
    asked += Number(request.url?.includes('/secrets/'));
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  sidecar = new Sidecar({ host: '127.0.0.1', port, token: 'token', log: testLog });
});

afterEach(async () => {
  vi.useRealTimers();
  await sidecar[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

test('a rotation is seen within seconds, without asking the store each time', async () => {
  const secrets = new DaprSecrets(sidecar, 'secrets');
  expect(await secrets.get('key')).toBe('one');
  answer = { status: 200, body: { key: 'two' } };
  expect(await secrets.get('key')).toBe('one');
  expect(asked).toBe(1);
  vi.advanceTimersByTime(5_001);
  expect(await secrets.get('key')).toBe('two');
});

test('a store that does not answer for a moment takes no secret away, one that stays away does', async () => {
  const secrets = new DaprSecrets(sidecar, 'secrets');
  expect(await secrets.get('key')).toBe('one');
  answer = { status: 500, body: { errorCode: 'ERR_SECRET_STORES_NOT_CONFIGURED', message: 'none' } };
  vi.advanceTimersByTime(10_000);
  expect(await secrets.get('key')).toBe('one');
  vi.advanceTimersByTime(60_000);
  await expect(secrets.get('key')).rejects.toThrow(/The secret key can't be had/);
  // And one that was never had is not there.
  await expect(secrets.get('other')).rejects.toThrow(/The secret other can't be had/);
});
