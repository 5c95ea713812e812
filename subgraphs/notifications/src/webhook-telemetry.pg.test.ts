import { serveMetrics } from '@rondo/platform/telemetry/metrics.ts';
import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';
import { startWorld, type World } from './testing/world.ts';
import { tellTry } from './webhook-telemetry.ts';

const hourMs = 3_600_000;

let world: World;
let receiver: WebhookReceiver;
let scrape: () => Promise<(series: string) => number>;
let metrics: Awaited<ReturnType<typeof serveMetrics>>;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  // A try that failed is not made again while these tests run.
  const webhookRetry = {
    delayMs: hourMs,
    maxDelayMs: hourMs,
    giveUpAfterMs: 9 * hourMs,
    holdMs: hourMs,
    disableAfterMs: 9 * hourMs,
  };
  world = await startWorld({ webhookRetry, outbound: { allowLoopback: true } });
  metrics = await serveMetrics({ host: '127.0.0.1', port: 0 });
  scrape = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
    const values = new Map(
      text.split('\n').map((line): [string, number] => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
    return (series) => values.get(`rondo_webhook_${series}`) ?? 0;
  };
});
afterAll(async () => {
  await metrics[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

async function hookOf(user: TestUser, status: number): Promise<void> {
  const path = `/${status}?key=hidden`;
  await createWebhook(user, { url: receiver.origin + path });
}

describe('the metrics of webhooks', () => {
  it('count tries by how they ended, and tell the queue and the endpoints as they stand', async () => {
    receiver.answer = ({ path }, response) => response.writeHead(Number(path.slice(1, 4))).end();
    const [taking, refusing, gone] = [world.user(), world.user(), world.user()];
    await hookOf(taking, 204);
    await hookOf(refusing, 503);
    await hookOf(gone, 410);
    const before = await scrape();
    expect(before('endpoints{state="steady"}')).toBe(3);

    await world.tasks.create({ ownerId: taking.id });
    const task = await world.tasks.create({ ownerId: refusing.id });
    await world.tasks.complete(task);
    await world.tasks.create({ ownerId: gone.id });
    const after = await until('all tries have ended', async () => {
      const value = await scrape();
      const ended = ['delivered', 'retried', 'given_up'].map((outcome) =>
        value(`deliveries_total{outcome="${outcome}"}`),
      );
      return ended.every((count) => count === 1) && value('queued_deliveries{state="waiting"}') === 2 && value;
    });
    // One waits for its next try, and one for that one.
    expect(after('queued_deliveries{state="due"}')).toBe(0);
    expect(after('oldest_due_seconds')).toBe(0);
    expect(after('endpoints{state="steady"}')).toBe(1);
    expect(after('endpoints{state="failing"}')).toBe(1);
    expect(after('endpoints{state="switched_off"}')).toBe(1);
    expect(after('disabled_total{reason="gone"}')).toBe(1);
    for (const status of ['2xx', '4xx', '5xx'])
      expect(after(`request_duration_seconds_count{status="${status}"}`), status).toBe(1);
    expect(after('delay_seconds_count')).toBe(1);
  });
});

describe('the log of webhooks', () => {
  it('says which webhook, which event and how it ended, and never where to', () => {
    const lines: unknown[] = [];
    const level = (name: string) => (line: unknown) => void lines.push({ level: name, ...Object(line) });
    const log = { info: level('info'), debug: level('debug') };
    const job = {
      webhookId: 'webhook_1',
      eventId: 'event_1',
      ownerId: 'user_1',
      lane: 'task_1',
      url: 'https://hooks.example/secret-path?key=hidden',
      body: '{"title":"Call mum"}',
      secret: 'sealed',
      previousSecret: null,
      attempt: 2,
      claim: 1,
      ageMs: 5,
    };
    const outcome = { delivered: false, status: 503, error: 'The endpoint answered with status 503.' };
    tellTry(log, { job, outcome, failure: 'retried', durationMs: 12.3 });
    tellTry(log, { job, outcome: { delivered: true, status: 204, error: null }, failure: null, durationMs: 4 });
    expect(lines).toMatchObject([
      {
        level: 'info',
        webhook: 'webhook_1',
        event: 'event_1',
        attempt: 2,
        outcome: 'retried',
        status: 503,
        durationMs: 12,
        reason: outcome.error,
      },
      { level: 'debug', webhook: 'webhook_1', event: 'event_1', outcome: 'delivered', status: 204 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/hooks\.example|hidden|secret|Call mum|user_1/);
  });
});
