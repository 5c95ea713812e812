import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { rotateKey, type SecretKeeper } from '../dapr/rotation.ts';
import { eventually } from './client.ts';
import { TestSidecar } from './stack/sidecar.ts';

const namespace = 'rondo';

/** What a sidecar asks of Kubernetes: `GET /api/v1/namespaces/<namespace>/secrets/<name>`, a Secret with its data in base64. */
class Kubernetes implements SecretKeeper, AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #secrets = new Map([
    ['kafka-password', ''],
    ['kafka-client-key', ''],
    ['redis-password', ''],
  ]);
  /** How often each was asked for. */
  readonly asked = new Map<string, number>();
  kubeconfig = '';

  private constructor(stack: AsyncDisposableStack) {
    this.#stack = stack;
  }

  static async start(): Promise<Kubernetes> {
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'rondo-kubernetes-'));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const kubernetes = new Kubernetes(stack.move());
    const server = createServer(({ url = '' }, response) => {
      const { status, body } = kubernetes.#answer(url);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    kubernetes.#stack.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, 'listening');
    kubernetes.kubeconfig = join(directory, 'config');
    const { port } = server.address() as AddressInfo;
    // YAML takes JSON.
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'test', user: {} }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      'current-context': 'test',
    };
    await writeFile(kubernetes.kubeconfig, JSON.stringify(config));
    return kubernetes;
  }

  async read(name: string): Promise<string> {
    return this.#secrets.get(name) ?? '';
  }

  async write(name: string, value: string): Promise<void> {
    this.#secrets.set(name, value);
  }

  #answer(url: string): { status: number; body: object } {
    const [, name = ''] = new RegExp(`^/api/v1/namespaces/${namespace}/secrets/([^/?]+)`).exec(url) ?? [];
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
    const value = this.#secrets.get(name);
    const about = { apiVersion: 'v1', metadata: { name, namespace } };
    if (value === undefined)
      return { status: 404, body: { ...about, kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 } };
    const data = { [name]: Buffer.from(value).toString('base64') };
    return { status: 200, body: { ...about, kind: 'Secret', type: 'Opaque', data } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

it('a key in Kubernetes’ secrets is rotated under running services, by the component as it is', async () => {
  await using kubernetes = await Kubernetes.start();
  await kubernetes.write('some-signing-key', 'the old one');
  await using sidecar = await TestSidecar.start({
    stack: inject('stack'),
    appId: 'on-kubernetes-secrets',
    secretStore: 'kubernetes',
    environment: { KUBECONFIG: kubernetes.kubeconfig, NAMESPACE: namespace },
  });
  const { platform } = sidecar;
  expect(await platform.secret('some-signing-key')).toBe('the old one');
  const seen: string[] = [];
  let going = true;
  const watching = (async () => {
    for (; going; await delay(50)) {
      const value = await platform.secret('some-signing-key');
      if (seen.at(-1) !== value) seen.push(value);
    }
  })();
  // A value is remembered for 5 s.
  const rotation = { keeper: kubernetes, name: 'some-signing-key', seenAfterMs: 7_000, believedMs: 0, wait: delay };
  const key = await rotateKey(rotation);
  await eventually(
    async () => seen.at(-1),
    (value) => value === key,
    10_000,
  );
  going = false;
  await watching;
  // Believed before it signs, and the old one believed after it.
  expect(seen).toEqual(['the old one', `the old one,${key}`, `${key},the old one`, key]);
  // Remembered, not asked for on every request.
  expect(kubernetes.asked.get('some-signing-key')).toBeLessThan(20);
  await expect(platform.secret('no-such-secret')).rejects.toThrow(/no-such-secret/);
});
