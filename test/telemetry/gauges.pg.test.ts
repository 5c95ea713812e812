import { expect, it } from 'vitest';
import { freePort } from '../../dapr/local/parts/process.ts';
import { ApiClient, eventually } from '../client.ts';
import { RondoProcess } from '../rondo-process.ts';
import { readMetrics } from './metrics.ts';

const addTask = 'mutation ($title: String!) { createTask(input: { title: $title }) { eventId } }';

it('what operators wait for is told before it has happened: nothing is 0, not absent', async () => {
  const port = await freePort();
  await using rondo = await RondoProcess.start({ METRICS_PORT: String(port) });
  const read = () => readMetrics(`http://localhost:${port}/metrics`);
  const before = await read();
  expect(before.get('rondo_dead_letters_total{group="activity",topic="task-events"}')).toBe(0);
  expect(before.get('rondo_outbox_refused_total{service="tasks"}')).toBe(0);
  expect(before.get('rondo_outbox_oldest_age_seconds{service="tasks"}')).toBe(0);
  expect(before.get('rondo_reminder_oldest_due_seconds')).toBe(0);
  expect(before.get('rondo_reminder_queued_deliveries{channel="EMAIL",state="due"}')).toBe(0);
  const failed = 'rondo_consumer_handling_duration_seconds_count{group="activity",topic="task-events",result="error"}';
  expect(before.get(failed)).toBe(0);

  const user = await ApiClient.signUp(rondo.url);
  await user.data(addTask, { title: 'Counted' });
  // Sooner or later every group has done with every event.
  await eventually(
    async () => {
      const now = await read();
      const done = now.get('rondo_consumer_delay_seconds_count{group="activity",topic="task-events"}') ?? 0;
      return done > 0 && now.get('rondo_consumer_lag_events{group="activity",topic="task-events"}') === 0;
    },
    (isDone) => isDone,
    20_000,
  );
}, 60_000);
