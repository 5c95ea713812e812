import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { signedOut } from '@rondo/platform/principal.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { openTestPlatform, testLog } from '@rondo/platform/testing/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { authRequest } from '@rondo/schema/methods/accounts.ts';
import { expect, test } from 'vitest';
import { AUTH_SECRET, accounts } from '../main.ts';
import { password, publicUrl } from '../testing/auth-client.ts';

test('while the database is away requests are told to come again, and none is taken for a wrong password or bad input', async () => {
  await using test = await openTestPlatform({ services: ['accounts'], generators: { [AUTH_SECRET]: randomKey } });
  await using line = await Line.open(await test.platform.secret('accounts-database-url'));
  await using _service = await startService(
    accounts({ publicUrl, sendMail: async () => {} }),
    withSecret(test.platform, 'accounts-database-url', line.url),
    testLog,
  );
  let address = 0;
  const post = (path: string, body: object) =>
    invokeAs(test.platform, signedOut, authRequest, {
      ...{ method: 'POST', path: `/api/auth${path}`, clientAddress: `203.0.113.${++address}` },
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(body),
    });
  const known = { name: 'Ada', email: 'ada@example.com', password };
  expect((await post('/sign-up/email', known)).status).toBe(200);

  await line.cut();
  for (const [path, body] of [
    ['/sign-up/email', { ...known, email: 'grace@example.com' }],
    ['/sign-in/email', known],
    ['/sign-in/anonymous', {}],
    ['/request-password-reset', { email: known.email }],
  ] as const) {
    const answer = await post(path, body);
    expect({ path, status: answer.status }).toEqual({ path, status: 503 });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(new Headers(answer.headers).get('retry-after')).toBe('1');
    expect(answer.body).not.toMatch(/ECONN|connect|select|postgres/i);
  }
  await line.restore();
  await until('it answers again', async () => (await post('/sign-in/email', known)).status === 200);

  // Whenever it goes in the course of a sign-up, which takes some 80 ms.
  for (let ms = 0; ms < 120; ms += 20) {
    const signUp = post('/sign-up/email', { ...known, email: `cut-after-${ms}@example.com` });
    await delay(ms);
    await line.cut();
    expect([200, 503]).toContain((await signUp).status);
    await line.restore();
    await until('it answers again', async () => (await post('/sign-in/anonymous', {})).status === 200);
  }
});

/** A network line to a server that can be cut. */
class Line implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets: Set<Socket>;

  private constructor(url: string, server: Server, port: number, sockets: Set<Socket>) {
    this.url = url;
    this.#server = server;
    this.#port = port;
    this.#sockets = sockets;
  }

  static async open(target: string): Promise<Line> {
    const { hostname, port } = new URL(target);
    const sockets = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The line has no port.');
    const url = new URL(target);
    url.host = `127.0.0.1:${address.port}`;
    return new Line(url.href, server, address.port, sockets);
  }

  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async restore(): Promise<void> {
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }
}

function withSecret(platform: Platform, name: string, value: string): Platform {
  return new Proxy(platform, {
    get(target, key) {
      if (key === 'secret') return async (wanted: string) => (wanted === name ? value : target.secret(wanted));
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
