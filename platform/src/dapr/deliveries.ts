import { setTimeout as delay } from 'node:timers/promises';
import { type CloudEvent, envelopeSchema } from '@rondo/schema/events/envelope.ts';
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
 * What the sidecar delivers, to those who subscribed. It hands over one event of a partition at a time and commits after a 2xx, so
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
    const event = parse(body);
    // The sidecar moves it to the dead-letter topic as it is. (A 404 would drop it.)
    if (!event) return { status: 200, body: { status: 'DROP' } };
    const members = this.#members.get(keyOf(topic, group)) ?? [];
    const member = members[spread(event.partitionkey, members.length)];
    if (!member) return retryLater;
    const stopped = AbortSignal.any([signal, member.left]);
    try {
      const failure = await this.#handle(member, event, stopped);
      if (failure) await this.#giveUp(topic, group, event, failure, stopped);
      return { status: 200, body: { status: 'SUCCESS' } };
    } catch (error) {
      if (!stopped.aborted) throw error;
      return retryLater;
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

const retryLater: Answer = { status: 503 };

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
    const parsed = envelopeSchema.safeParse(JSON.parse(body.toString()));
    return parsed.success ? (parsed.data as CloudEvent) : null;
  } catch {
    return null;
  }
}

/** Members of one process share a key's events as a group's processes do: always the same one of them. */
function spread(key: string, members: number): number {
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (hash * 31 + key.charCodeAt(index)) >>> 0;
  return members === 0 ? 0 : hash % members;
}
