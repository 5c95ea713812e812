import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@rondo/platform/testing/until.ts';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, deliveriesOf } from './testing/webhook-receiver.ts';
import { startWorld, type World } from './testing/world.ts';

const samples = fileURLToPath(new URL('../../../docs/samples/webhooks/', import.meta.url));
/** A Go program is compiled first, with a cold cache its libraries too. */
const longMs = 240_000;

interface Sample {
  language: string;
  /** What has to be installed where it is missing. */
  needs: string;
  /** The program to run, made in `folder` where it has to be. */
  build(folder: string): Promise<[string, ...string[]]>;
}

const all: Sample[] = [
  {
    language: 'TypeScript',
    needs: 'Node.js 24',
    build: async () => [process.execPath, join(samples, 'receiver.ts')],
  },
  {
    language: 'Python',
    needs: 'Python 3.9 or newer (Debian: apt-get install python3)',
    build: async () => ['python3', join(samples, 'receiver.py')],
  },
  {
    language: 'Go',
    needs: 'Go 1.21 or newer (Debian: apt-get install golang-go)',
    async build(folder) {
      const program = join(folder, 'receiver');
      await promisify(execFile)('go', ['build', '-o', program, join(samples, 'receiver.go')]);
      return [program];
    },
  },
];

/** A sample that runs; `lines` are what it says. */
class Running implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(program: string, args: string[], secret: string) {
    this.#process = spawn(program, args, {
      env: { ...process.env, PORT: '0', WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#ended = new Promise((resolve) => this.#process.once('close', resolve));
    if (this.#process.stdout) createInterface(this.#process.stdout).on('line', (line) => this.lines.push(line));
  }

  static async start(sample: Sample, folder: string, secret: string): Promise<Running> {
    try {
      const [program, ...args] = await sample.build(folder);
      const running = new Running(program, args, secret);
      await new Promise((resolve, reject) => running.#process.once('spawn', resolve).once('error', reject));
      return running;
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (missing) throw new Error(`The sample in ${sample.language} needs ${sample.needs}.`, { cause: error });
      throw error;
    }
  }

  async origin(): Promise<string> {
    const said = await until(
      'it listens',
      () => this.lines.map((line) => /^listening on (\d+)$/.exec(line)?.[1]).find(Boolean),
      60_000,
    );
    return `http://127.0.0.1:${said}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#ended;
  }
}

let world: World;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rondo-samples-'));
  world = await startWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe.each(all)('the sample in $language', (sample) => {
  it(
    'takes what Rondo signed, once, and refuses all else',
    async () => {
      const user = world.user();
      const { id, secret } = await createWebhook(user, { url: 'http://127.0.0.1:1/', enabled: false });
      await using receiver = await Running.start(sample, folder, secret);
      const url = `${await receiver.origin()}/hooks/rondo`;
      const update = /* GraphQL */ `
        mutation ($id: ID!, $url: String!) { updateWebhook(id: $id, input: { url: $url, enabled: true }) { id } }
      `;
      await user.data(update, { id, url });
      // With two signatures, as while a secret is rotated: the sample has the older one.
      await user.data('mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', { id });
      const task = await world.tasks.create({ ownerId: user.id, title: 'Café ☕' });
      const [delivery] = await deliveriesOf(user, id, 'it is taken', ([first]) => first?.state === 'DELIVERED');
      expect(delivery).toMatchObject({ attempts: 1, lastStatus: 204 });
      const line = `${delivery.eventId} task.created.v1 ${task.id}`;
      await until('it is said', () => receiver.lines.includes(line));

      const redeliver = 'mutation ($id: ID!, $event: ID!) { redeliverWebhook(id: $id, eventId: $event) { state } }';
      await user.data(redeliver, { id, event: delivery.eventId });
      await deliveriesOf(user, id, 'it is taken again', ([first]) => first?.state === 'DELIVERED');

      const body = JSON.stringify({
        type: 'task.created.v1',
        timestamp: new Date().toISOString(),
        subject: 'x',
        data: {},
      });
      const post = async (by: string, sentAt: Date, sent = body) => {
        const headers = {
          'webhook-id': 'event_forged',
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
          'webhook-signature': new Webhook(by).sign('event_forged', sentAt, body),
        };
        return (await fetch(url, { method: 'POST', headers, body: sent })).status;
      };
      const now = new Date();
      const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
      expect(await post(other, now)).toBe(401);
      expect(await post(secret, new Date(now.getTime() - 600_000))).toBe(401);
      expect(await post(secret, new Date(now.getTime() + 600_000))).toBe(401);
      expect(await post(secret, now, body.replace('created', 'deleted'))).toBe(401);
      expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
      expect(receiver.lines.filter((said) => !said.startsWith('listening'))).toEqual([line]);
    },
    longMs,
  );
});

it('the guide shows each sample, and links to it', async () => {
  const guide = await readFile(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
  for (const file of ['receiver.ts', 'receiver.py', 'receiver.go'])
    expect(guide).toContain(`(samples/webhooks/${file})`);
});
