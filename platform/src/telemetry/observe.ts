import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import type { SubgraphExecutor } from '../executor.ts';
import { metrics, secondsSince, secondsSinceInstant } from './metrics.ts';
import { SpanKind, traced } from './tracing.ts';

/** An executor whose operations are counted, and traced within what asked for them. */
export function observeExecution(service: string, execute: SubgraphExecutor): SubgraphExecutor {
  return async (request) => {
    const began = performance.now();
    const attributes = { 'graphql.operation.name': request.operationName ?? '', 'rondo.service': service };
    const answer = await traced(`${service} graphql`, { kind: SpanKind.SERVER, attributes }, () => execute(request));
    metrics.operations.observe({ service, result: answer.errors ? 'errors' : 'ok' }, secondsSince(began));
    return answer;
  };
}

/** From now on a group's deliveries are counted: nothing has happened yet, which is not the same as nobody counting. */
export function expectDeliveries({ group, topic }: { group: string; topic: string }): void {
  metrics.deadLetters.inc({ group, topic }, 0);
  metrics.consumerDelay.zero({ group, topic });
  for (const result of ['ok', 'error']) metrics.consumerDuration.zero({ group, topic, result });
}

/** One delivery of an event, in the trace of what caused the event. */
export async function observeDelivery(
  { group, topic, event }: { group: string; topic: string; event: CloudEvent },
  handle: () => Promise<void>,
): Promise<void> {
  const began = performance.now();
  const attributes = {
    'messaging.consumer.group.name': group,
    'messaging.destination.name': topic,
    'cloudevents.event_id': event.id,
    'cloudevents.event_type': event.type,
  };
  let result = 'error';
  try {
    await traced(`${group} ${event.type}`, { kind: SpanKind.CONSUMER, attributes, parent: event.traceparent }, handle);
    result = 'ok';
    metrics.consumerDelay.observe({ group, topic }, secondsSinceInstant(event.time));
  } finally {
    metrics.consumerDuration.observe({ group, topic, result }, secondsSince(began));
  }
}
