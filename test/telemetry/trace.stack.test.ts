import { expect, inject, it } from 'vitest';
import { ApiClient, eventually } from '../client.ts';
import { startTestRondo } from '../stack/rondo.ts';
import { clientSpan, traceChange } from './change.ts';
import { type CollectedSpan, SpanCollector } from './collector.ts';

it('one trace leads from a request through gateway, sidecars, PostgreSQL and Kafka to consumers and to the push', async () => {
  await using collector = await SpanCollector.listen();
  await using rondo = await startTestRondo(inject('stack'), { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  const user = await ApiClient.signUp(rondo.stack.url);
  await using stream = user.subscribe('subscription { changes { id } }');
  const traceId = await traceChange(user, stream);

  /** Each with the process that it is of. */
  const chain = [
    ['gateway', 'mutation CreateTask'],
    ['gateway', 'invoke tasks/graphql'],
    ['tasks', 'tasks/graphql'],
    ['tasks', 'tasks graphql'],
    ['tasks', 'tasks transaction'],
  ];
  const afterwards = [
    ['tasks', 'publish task-events'],
    ['tasks', 'publish task-updates'],
    ['activity', 'activity task.created.v1'],
    ['gateway', 'deliver changes'],
  ];
  const find = (spans: readonly CollectedSpan[], [service, name]: string[]) =>
    spans.find((span) => span.service === service && span.name === name);
  const spans = await eventually(
    async () => collector.of(traceId),
    (found) => [...chain, ...afterwards].every((step) => find(found, step)),
    15_000,
  );
  expect(find(spans, chain[0] ?? [])?.parentSpanId).toBe(clientSpan);
  const transaction = find(spans, chain.at(-1) ?? []);
  for (const step of afterwards) expect(find(spans, step)?.parentSpanId).toBe(transaction?.spanId);
});
