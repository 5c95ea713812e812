import { setTimeout as delay } from 'node:timers/promises';
import { type CloudEvent, envelopeSchema } from '@rondo/schema/events/envelope.ts';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import { defaultRetry, PermanentFailure, type Subscription } from '../platform.ts';
import { metrics } from '../telemetry/metrics.ts';
import type { Answer, AppRequest } from './app-server.ts';
import { type Failure, toDeadLetter } from './dead-letter.ts';
import { deadLetterTopic } from './topics.ts';

/** How long a leaving member's handlers may go on before they are told to stop, and how long then before they are left alone. */
const graceMs = 5_000;

type Publish = (topic: string, events: readonly CloudEvent[]) => Promise<void>;

/**
 * What the sidecar delivers, to those who subscribed. It hands over one event of a partition at a time, or a bulk, and commits after a 2xx, so
 * that order and at-least-once are the broker's. Retries and dead letters are this side's, which knows the reason and what
 * is permanent; the sidecar's own retries are for a process that does not answer, and never end.
 */
export class Deliveries {
  readonly #publish: Publish;
  readonly #log: Logger;
  readonly #members = new Map<string, Member[]>();

  constructor(publish: Publish, log: Logger) {
    this.#publish = publish;
    this.#log = log;
  }

  join(subscription: Subscription): AsyncDisposable {
    const key = keyOf(subscription.topic, subscription.group);
    const member = new Member(subscription);
    const members = this.#members.get(key) ?? [];
    this.#members.set(key, members);
    members.push(member);
    return {
      [Symbol.asyncDispose]: async () => {
        members.splice(members.indexOf(member), 1);
        await member.leave();
      },
    };
  }

  /** Answers `POST /events/<group>/<topic>`. */
  async answer({ segments: [group = '', topic = ''], body, signal }: AppRequest): Promise<Answer> {
    const status = await this.#take(group, topic, parse(body), signal);
    return status === 'RETRY' ? retryLater : { status: 200, body: { status } };
  }

  /**
   * Answers `POST /bulks/<group>/<topic>`: every entry as if it had come alone, those of one key one after the other, keys side by side. Where
   * one is to come again, so are those of its key that follow it.
   */
  async answerBulk({ segments: [group = '', topic = ''], body, signal }: AppRequest): Promise<Answer> {
    const { entries } = bulkSchema.parse(JSON.parse(body.toString()));
    const events = entries.map(({ entryId, event }) => ({ entryId, event: eventOf(event) }));
    const statuses = await Promise.all(
      [...Map.groupBy(events, ({ event }) => event?.partitionkey).values()].map(async (ofKey) => {
        const taken: { entryId: string; status: Status }[] = [];
        for (const { entryId, event } of ofKey) {
          const waits = taken.at(-1)?.status === 'RETRY';
          taken.push({ entryId, status: waits ? 'RETRY' : await this.#take(group, topic, event, signal) });
        }
        return taken;
      }),
    );
    return { status: 200, body: { statuses: statuses.flat() } };
  }

  async #take(group: string, topic: string, event: CloudEvent | null, signal: AbortSignal): Promise<Status> {
    // The sidecar moves it to the dead-letter topic as it is. (A 404 would drop it.)
    if (!event) return 'DROP';
    const members = this.#members.get(keyOf(topic, group)) ?? [];
    const member = members[spread(event.partitionkey, members.length)];
    if (!member) return 'RETRY';
    const stopped = AbortSignal.any([signal, member.left]);
    try {
      const failure = await this.#handle(member, event, stopped);
      if (failure) await this.#giveUp(topic, group, event, failure, stopped);
      return 'SUCCESS';
    } catch (error) {
      if (!stopped.aborted) throw error;
      return 'RETRY';
    }
  }

  /** Null once it was handled; why not, where it is to be given up. Rejects where it was interrupted before that. */
  async #handle(member: Member, event: CloudEvent, signal: AbortSignal): Promise<Failure | null> {
    const { group, topic, retry = defaultRetry } = member.subscription;
    for (let attempts = 1; ; attempts++) {
      signal.throwIfAborted();
      try {
        await member.handle(event, signal);
        return null;
      } catch (error) {
        signal.throwIfAborted();
        const about = { err: error, group, topic, event: event.id, type: event.type, attempts };
        if (error instanceof PermanentFailure || attempts >= retry.attempts) {
          this.#log.error(about, 'an event was given up; it is a dead letter now');
          return { attempts, reason: error instanceof Error ? error.message : String(error) };
        }
        this.#log.warn(about, 'an event could not be handled; it comes again');
        await delay(Math.min(retry.delayMs * 2 ** (attempts - 1), retry.maxDelayMs), undefined, { signal });
      }
    }
  }

  /** Until the dead letter is durable: only then may the event's offset move. */
  async #giveUp(topic: string, group: string, event: CloudEvent, failure: Failure, signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await this.#publish(deadLetterTopic(topic, group), [toDeadLetter(event, failure)]);
        metrics.deadLetters.inc({ group, topic });
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (failures === 0) this.#log.error({ err: error, group, topic }, 'a dead letter could not be kept just now');
        await delay(Math.min(100 * 2 ** failures, 5_000), undefined, { signal });
      }
    }
  }
}

/** What the sidecar is to do about an event. */
type Status = 'SUCCESS' | 'RETRY' | 'DROP';

const retryLater: Answer = { status: 503 };

/** What the sidecar posts to a subscription that takes events in bulk. */
const bulkSchema = z.object({ entries: z.array(z.object({ entryId: z.string(), event: z.unknown() })) });

const keyOf = (topic: string, group: string) => `${group}/${topic}`;

class Member {
  readonly subscription: Subscription;
  readonly #left = new AbortController();
  readonly #handling = new Set<Promise<void>>();

  constructor(subscription: Subscription) {
    this.subscription = subscription;
  }

  get left(): AbortSignal {
    return this.#left.signal;
  }

  async handle(event: CloudEvent, signal: AbortSignal): Promise<void> {
    const handled = this.subscription.handle(event, signal);
    this.#handling.add(handled);
    try {
      await handled;
    } finally {
      this.#handling.delete(handled);
    }
  }

  /** Until what it has in hand is done. */
  async leave(): Promise<void> {
    const done = Promise.allSettled(this.#handling);
    await withinGrace(done);
    this.#left.abort(new Error('The subscription has ended.'));
    await withinGrace(done);
  }
}

async function withinGrace(done: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([done, delay(graceMs, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
}

function parse(body: Buffer): CloudEvent | null {
  try {
    return eventOf(JSON.parse(body.toString()));
  } catch {
    return null;
  }
}

function eventOf(json: unknown): CloudEvent | null {
  const parsed = envelopeSchema.safeParse(json);
  return parsed.success ? (parsed.data as CloudEvent) : null;
}

/** Members of one process share a key's events as a group's processes do: always the same one of them. */
function spread(key: string, members: number): number {
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (hash * 31 + key.charCodeAt(index)) >>> 0;
  return members === 0 ? 0 : hash % members;
}
