import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { openWebClient, type WebBuild } from '../serve.ts';

/** A server whose client is built when, and as, the test says. */
async function startServer(
  build: (root: string) => Promise<void>,
  before: Record<string, string> = {},
  isCurrent = async () => false,
) {
  const root = await mkdtemp(join(tmpdir(), 'rondo-web-'));
  for (const [name, content] of Object.entries(before)) await writeFile(join(root, name), content);
  const lines: string[] = [];
  const own: WebBuild = { root, isCurrent, build: () => build(root) };
  const routes = await openWebClient((line) => lines.push(line), own);
  const app = fastify();
  app.get('/health/ready', () => 'ready');
  await routes(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const open = (path: string, accept = 'text/html') => fetch(`${url}${path}`, { headers: { accept } });
  return {
    open,
    lines,
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

const index = '<!doctype html><title>Rondo</title>';

describe('the server of the web client', () => {
  it('answers while the client is being built: the API at once, a page with one that reloads itself', async () => {
    const built = Promise.withResolvers<void>();
    await using server = await startServer(async (root) => {
      await built.promise;
      await writeFile(join(root, 'index.html'), index);
      await writeFile(join(root, 'icon.svg'), '<svg/>');
    });
    expect(await (await server.open('/health/ready')).text()).toBe('ready');
    const waiting = await server.open('/today');
    expect(waiting.status).toBe(503);
    expect(waiting.headers.get('retry-after')).toBe('2');
    const page = await waiting.text();
    expect(page).toContain('http-equiv="refresh"');
    expect(page).toContain('lang="en"');
    expect((await server.open('/api/nothing')).status).toBe(404);
    built.resolve();
    await expect.poll(async () => (await server.open('/today')).status).toBe(200);
    expect(await (await server.open('/today')).text()).toBe(index);
    expect((await server.open('/icon.svg', '*/*')).headers.get('content-type')).toContain('image/svg+xml');
    expect((await server.open('/missing.js', '*/*')).status).toBe(404);
    expect((await server.open('/assets/missing.js')).status).toBe(404);
  });

  it('serves what was built before where a build fails, and says why it failed', async () => {
    await using server = await startServer(() => Promise.reject(new Error('vite ended with 1')), {
      'index.html': index,
    });
    await expect.poll(async () => (await server.open('/')).status).toBe(200);
    expect(server.lines).toContain('vite ended with 1');
  });

  it('serves what was built before where the sources are not there', async () => {
    await using server = await startServer(
      () => Promise.reject(new Error('ENOENT')),
      { 'index.html': index },
      () => Promise.reject(new Error('ENOENT')),
    );
    await expect.poll(async () => (await server.open('/')).status).toBe(200);
  });

  it('serves no page where there never was one, and no file from outside', async () => {
    await using server = await startServer(() => Promise.reject(new Error('no vite')));
    await expect.poll(() => server.lines).toContain('no vite');
    await expect.poll(async () => (await server.open('/')).status).toBe(404);
    expect((await server.open('/..%2f..%2fetc%2fpasswd', '*/*')).status).toBe(404);
  });
});
