import { describe, expect, it } from 'vitest';
import { freePort } from '../../dapr/local/parts/process.ts';
import { ApiClient, eventually } from '../client.ts';
import { RondoProcess } from '../rondo-process.ts';
import { clientSpan, traceChange } from './change.ts';
import { SpanCollector } from './collector.ts';

describe('a change', { timeout: 60_000 }, () => {
  it('is one trace from the request that made it to the push to a subscriber, and is counted', async () => {
    await using collector = await SpanCollector.listen();
    const metricsPort = await freePort();
    await using rondo = await RondoProcess.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      METRICS_PORT: String(metricsPort),
    });
    const user = await ApiClient.signUp(rondo.url);
    await using stream = user.subscribe('subscription { changes { id } }');
    const traceId = await traceChange(user, stream);

    const names = ['mutation CreateTask', 'fetch tasks', 'tasks graphql', 'tasks transaction'];
    const later = ['publish task-events', 'publish task-updates', 'activity task.created.v1', 'deliver changes'];
    const spans = await eventually(
      async () => collector.of(traceId),
      (found) => [...names, ...later].every((name) => found.some((span) => span.name === name)),
      10_000,
    );
    const [request, , graphql, transaction] = names.map((name) => spans.find((span) => span.name === name));
    expect(request?.parentSpanId).toBe(clientSpan);
    expect(graphql?.parentSpanId).toBe(request?.spanId);
    expect(transaction?.parentSpanId).toBe(graphql?.spanId);
    for (const name of later) expect(spans.find((span) => span.name === name)?.parentSpanId).toBe(transaction?.spanId);
    // Nobody's data goes into a trace.
    expect(JSON.stringify(collector.spans)).not.toContain('Traced');

    const text = await (await fetch(`http://localhost:${metricsPort}/metrics`)).text();
    const value = (series: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(series))
          ?.split(' ')
          .at(-1) ?? Number.NaN,
      );
    expect(
      value('rondo_graphql_operation_duration_seconds_count{type="mutation",operation="CreateTask",result="ok"}'),
    ).toBeGreaterThan(1);
    expect(value('rondo_subgraph_fetch_duration_seconds_count{subgraph="tasks",outcome="ok"}')).toBeGreaterThan(1);
    expect(value('rondo_outbox_published_total{service="tasks"}')).toBeGreaterThan(1);
    expect(value('rondo_outbox_oldest_age_seconds{service="tasks"}')).toBe(0);
    expect(value('rondo_stream_subscribers')).toBe(1);
    expect(value('rondo_stream_lag_seconds_count')).toBeGreaterThan(1);
    expect(value('rondo_consumer_delay_seconds_count{group="activity",topic="task-events"}')).toBeGreaterThan(1);
    expect(value('rondo_pool_connections{service="tasks",state="idle"}')).toBeGreaterThan(0);
    expect((await fetch(`${rondo.url}/metrics`)).status).not.toBe(200);
  });
});
