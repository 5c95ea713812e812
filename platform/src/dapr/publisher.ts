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
    for (const bulk of bulksOf(events)) await this.#send(topic, bulk);
  }

  async #send(topic: string, events: readonly CloudEvent[]): Promise<void> {
    const entries = events.map((event, index) => ({
      // Not the event's id, which a batch may hold twice.
      entryId: String(index),
      event,
      contentType: 'application/cloudevents+json',
      metadata: { partitionKey: event.partitionkey },
    }));
    // Not by @dapr/dapr's publishBulk: it looks for `entryID` where the sidecar says `entryId`, finds none of the entries that
    // failed, and reports that all went well. With a broker that was away, events were lost.
    const path = `/v1.0-alpha1/publish/bulk/${this.#pubsub}/${topic}?metadata.rawPayload=true`;
    const { status, text } = await this.#sidecar.call('POST', path, { body: entries });
    if (status >= 200 && status < 300) return;
    const message = `${events.length} events were not published to ${topic}: ${status} ${text.slice(0, 1_000)}`;
    throw /too large|larger than/i.test(text) ? new PermanentFailure(message) : new Error(message);
  }
}

/**
 * Bulks to be sent one after the other, each with one event of a key at most. The sidecar's producer keeps several requests to Kafka under
 * way without being idempotent: of two events in one bulk, the first may be retried and land behind the second (seen with a
 * topic that had no leader for a moment).
 */
function bulksOf(events: readonly CloudEvent[]): CloudEvent[][] {
  const bulks: { events: CloudEvent[]; bytes: number }[] = [];
  /** Of each key, the bulk after its last event. */
  const next = new Map<string, number>();
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (bytes > maxEventBytes)
      throw new PermanentFailure(`The event ${event.id} has ${bytes} bytes: expected at most ${maxEventBytes}.`);
    let index = next.get(event.partitionkey) ?? 0;
    while ((bulks[index]?.bytes ?? 0) + bytes > maxBulkBytes) index++;
    const bulk = bulks[index] ?? { events: [], bytes: 0 };
    bulks[index] = bulk;
    bulk.events.push(event);
    bulk.bytes += bytes;
    next.set(event.partitionkey, index + 1);
  }
  return bulks.map((bulk) => bulk.events);
}
