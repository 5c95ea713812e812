import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { PermanentFailure } from '../platform.ts';
import type { Sidecar } from './sidecar.ts';

/** As Kafka's topics have it (`max.message.bytes`): with its framing, an event of this size still fits. */
const maxEventBytes = 1_000_000;
/** Of one bulk request: under the sidecar's `--max-body-size` of 4 MiB, escaping included. */
const maxBulkBytes = 1_500_000;

/**
 * Publishes through Dapr pub/sub, in bulk. The payload is raw: what the log holds are the events as they are, with nothing that a
 * sidecar adds, and a subscriber's sidecar reads them as the CloudEvents that they are.
 */
export class Publisher {
  readonly #sidecar: Sidecar;
  readonly #pubsub: string;

  constructor(sidecar: Sidecar, pubsub: string) {
    this.#sidecar = sidecar;
    this.#pubsub = pubsub;
  }

  async publish(topic: string, events: readonly CloudEvent[]): Promise<void> {
    // One request after the other keeps a key's order.
    for (const bulk of bulksOf(events)) await this.#send(topic, bulk);
  }

  async #send(topic: string, events: readonly CloudEvent[]): Promise<void> {
    const messages = events.map((event, index) => ({
      // Not the event's id, which a batch may hold twice.
      entryID: String(index),
      event,
      contentType: 'application/cloudevents+json',
      metadata: { partitionKey: event.partitionkey },
    }));
    const { failedMessages } = await this.#sidecar.client.pubsub.publishBulk(this.#pubsub, topic, messages, {
      rawPayload: 'true',
    });
    const [failed] = failedMessages;
    if (!failed) return;
    const reason = failed.error instanceof Error ? failed.error.message : String(failed.error);
    const message = `${failedMessages.length} of ${events.length} events were not published to ${topic}: ${reason}`;
    throw /too large|larger than/i.test(reason) ? new PermanentFailure(message) : new Error(message);
  }
}

function bulksOf(events: readonly CloudEvent[]): CloudEvent[][] {
  const bulks: CloudEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    if (size > maxEventBytes)
      throw new PermanentFailure(`The event ${event.id} has ${size} bytes: expected at most ${maxEventBytes}.`);
    bytes += size;
    if (bytes > maxBulkBytes) {
      bulks.push([]);
      bytes = size;
    }
    bulks.at(-1)?.push(event);
  }
  return bulks;
}
