import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import type { Platform, Positions, Subscription, TailedEvent, TailOptions } from '../platform.ts';
import { until } from '../testing/until.ts';

/** What an implementation hands to the suite. Nothing in it may depend on how the implementation works. */
export interface Fixture extends AsyncDisposable {
  /** The one that is open now. */
  readonly platform: Platform;
  /** Closes the platform and opens it again on the same broker and stores, as a restart does. */
  reopen(): Promise<Platform>;
  /** A topic that nobody has used. */
  newTopic(): Promise<string>;
  /** A secret that there is. */
  readonly secret: { readonly name: string; readonly value: string };
  /** Has the topic's log forget what it holds, as the retention does in the course of time. */
  expire(topic: string): Promise<void>;
}

/** How long anything may take that a slow broker is waited for: joining a group, above all. */
export const patienceMs = 30_000;

export function makeEvent(key: string, data: unknown = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('event'),
    source: '/rondo/conformance',
    type: 'conformance.v1',
    subject: 'subject',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: key,
    actorkind: 'SYSTEM',
    data,
  };
}

export const makeEvents = (count: number, keys: readonly string[]): CloudEvent[] =>
  Array.from({ length: count }, (_, n) => makeEvent(keys[n % keys.length] ?? 'key', { n }));

/** What came, in its order, and what is to be done about it. */
export class Recorder {
  readonly events: CloudEvent[] = [];
  readonly handle: Subscription['handle'];

  constructor(handle: Subscription['handle'] = async () => {}) {
    this.handle = async (event, signal) => {
      this.events.push(event);
      await handle(event, signal);
    };
  }

  get ids(): string[] {
    return this.events.map(({ id }) => id);
  }

  /** Of one key; an event that came again counts once, at its first time. */
  idsOf(key: string): string[] {
    return [...new Set(this.events.filter(({ partitionkey }) => partitionkey === key).map(({ id }) => id))];
  }

  has(events: readonly CloudEvent[]): boolean {
    const ids = new Set(this.ids);
    return events.every(({ id }) => ids.has(id));
  }

  times(event: CloudEvent): number {
    return this.ids.filter((id) => id === event.id).length;
  }

  async waitFor(events: readonly CloudEvent[]): Promise<void> {
    await until(`${events.length} events have come`, () => this.has(events), patienceMs);
  }
}

/** A reader's record. */
export class TailRecorder {
  readonly tailed: TailedEvent[] = [];
  readonly errors: Error[] = [];

  options(topic: string, from: TailOptions['from'], more: Partial<TailOptions> = {}): TailOptions {
    return {
      topic,
      from,
      onBatch: (events) => {
        this.tailed.push(...events);
      },
      onError: (error) => {
        this.errors.push(error);
      },
      ...more,
    };
  }

  get ids(): string[] {
    return this.tailed.map(({ event }) => event.id);
  }

  async waitFor(events: readonly CloudEvent[]): Promise<void> {
    const wanted = events.map(({ id }) => id);
    await until(
      `${events.length} events were read`,
      () => {
        const ids = new Set(this.ids);
        return wanted.every((id) => ids.has(id));
      },
      patienceMs,
    );
  }
}

/** The position after everything that was read. */
export function after(start: Positions, tailed: readonly TailedEvent[]): Positions {
  const positions = new Map(start);
  for (const { partition, offset } of tailed) positions.set(partition, offset + 1n);
  return positions;
}

/** A retry policy that a test has not to wait for. */
export const quickRetry = (attempts: number): Subscription['retry'] => ({ attempts, delayMs: 5, maxDelayMs: 20 });
