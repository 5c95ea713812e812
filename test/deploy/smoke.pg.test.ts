import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../client.ts';
import { RondoProcess } from '../rondo-process.ts';
import { runProgram } from './fake-programs.ts';

const script = fileURLToPath(new URL('../../.github/scripts/smoke.ts', import.meta.url));
const smoke = (url: string, seconds = 30) => runProgram(process.execPath, [script, url, '--seconds', String(seconds)]);

/** What comes instead of Rondo's answer: a status, or a stream of events that stays silent. */
type Instead = (path: string, body: string) => number | 'silence' | null;

/** A server before Rondo that lets requests through as they are, but for those that `instead` answers. */
async function inFrontOf(url: string, instead: Instead) {
  const tokens: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const path = request.url ?? '/';
    const status = instead(path, body);
    if (status === 'silence') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return;
    }
    if (status !== null) {
      response.writeHead(status).end('broken');
      return;
    }
    const { authorization, accept = '*/*' } = request.headers;
    const answer = await fetch(`${url}${path}`, {
      method: request.method ?? 'GET',
      headers: { accept, 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      ...(body ? { body } : {}),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    if (path.startsWith('/api/auth/sign-in')) {
      const text = await answer.text();
      tokens.push(JSON.parse(text).token);
      response.end(text);
      return;
    }
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    /** Of the sessions that were made through it. */
    tokens,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('the smoke test', { timeout: 90_000 }, () => {
  // With a PostgreSQL of its own: as it gives the server's roles their passwords, it must share none.
  let rondo: RondoProcess;

  beforeAll(async () => {
    rondo = await RondoProcess.start();
  }, 90_000);

  afterAll(async () => {
    await rondo?.[Symbol.asyncDispose]();
  });

  /** That the account which was made on the way through the proxy is gone, and its session with it. */
  async function expectNoAccountLeft({ tokens }: { tokens: readonly string[] }): Promise<void> {
    for (const token of tokens) {
      const { body } = await new ApiClient(rondo.url, token).request('{ viewer { id } }');
      expect(body.data?.viewer ?? null).toBeNull();
    }
  }

  it('passes on a Rondo that works, and leaves no account behind', async () => {
    await using proxy = await inFrontOf(rondo.url, () => null);
    const ran = await smoke(`${proxy.url}/`);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const steps = ran.stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/: ok in \d+ ms$/, ': ok'));
    expect(steps).toEqual([
      ...[
        'health: ok',
        'trial account: ok',
        'query: ok',
        'subscription: ok',
        'mutation: ok',
        'event: ok',
        'clean-up: ok',
      ],
      `${proxy.url}/ works.`,
    ]);
    expect(proxy.tokens).toHaveLength(1);
    await expectNoAccountLeft(proxy);
  });

  it.each<[string, string, Instead]>([
    [
      'is not ready',
      'health: FAILED: /health/ready: expected 200, got 503',
      (path) => (path === '/health/ready' ? 503 : null),
    ],
    ['takes no accounts', 'trial account: FAILED', (path) => (path.startsWith('/api/auth') ? 500 : null)],
    ['does not write', 'mutation: FAILED', (_path, body) => (body.includes('createTask') ? 502 : null)],
    ['has no streams', 'subscription: FAILED', (_path, body) => (body.includes('subscription') ? 404 : null)],
  ])('fails on one that %s, says where, and still leaves no account behind', async (_what, expected, instead) => {
    await using broken = await inFrontOf(rondo.url, instead);
    const ran = await smoke(broken.url);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(expected);
    await expectNoAccountLeft(broken);
  });

  it('fails where the event of a change does not arrive in time', async () => {
    // As with a relay that does not run: the stream opens and stays silent.
    await using broken = await inFrontOf(rondo.url, (_path, body) =>
      body.includes('subscription') ? 'silence' : null,
    );
    const ran = await smoke(broken.url, 10);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('mutation: ok');
    expect(ran.stderr).toContain('event: FAILED: not done 10 s after the start');
    await expectNoAccountLeft(broken);
  });

  it('says that nobody answers, and what it expected where called wrongly', async () => {
    expect((await smoke('http://127.0.0.1:9')).stderr).toMatch(/health: FAILED: fetch failed \(.*\)/);
    expect((await smoke('rondo')).stderr).toContain('Expected the URL of a Rondo');
    expect((await smoke(rondo.url, 0)).stderr).toContain('--seconds: expected a number above 0');
  });
});
