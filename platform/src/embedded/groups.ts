import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Bell } from '../database/bell.ts';
import type { Logger } from '../log.ts';
import { defaultRetry, PermanentFailure, type Subscription } from '../platform.ts';
import type { DeadLetterTable } from './dead-letters.ts';
import { type EventLog, partitions } from './event-log.ts';
import { finish } from './grace.ts';
import type { GroupOffsets } from './group-offsets.ts';
import { Limiter } from './limiter.ts';
import type { Locks } from './locks.ts';
import { PartitionWorker } from './partition-worker.ts';
import type { Signals } from './signals.ts';

export interface GroupDependencies {
  log: EventLog;
  offsets: GroupOffsets;
  locks: Locks;
  signals: Signals;
  deadLetters: DeadLetterTable;
  logger: Logger;
}

/** Why an event was given up. */
export interface Failure {
  attempts: number;
  reason: string;
}

/** Handlers of one group that run at the same time in this process: they share the services' connection pools. */
const concurrency = 8;

/** The consumer groups with members in this process. */
export class Groups {
  readonly #dependencies: GroupDependencies;
  readonly #groups = new Map<string, Group>();

  constructor(dependencies: GroupDependencies) {
    this.#dependencies = dependencies;
  }

  async join(subscription: Subscription): Promise<AsyncDisposable> {
    const { group: name, topic } = subscription;
    const key = JSON.stringify([name, topic]);
    // Creates the topic, so that a consumer may come before the first publisher.
    await this.#dependencies.log.bounds(topic);
    let group = this.#groups.get(key);
    if (!group) {
      group = new Group(name, topic, this.#dependencies);
      this.#groups.set(key, group);
    }
    const joined = group;
    const member = new Member(subscription);
    joined.add(member);
    return {
      [Symbol.asyncDispose]: async () => {
        if (joined.remove(member)) this.#groups.delete(key);
        await member.leave();
        await finish(joined.ended());
      },
    };
  }

  /** The topics and groups that are being consumed here, for the retention to spare what they have not read. */
  active(): { group: string; topic: string }[] {
    return [...this.#groups.values()].map(({ name, topic }) => ({ group: name, topic }));
  }
}

class Member {
  readonly subscription: Subscription;
  readonly #left = new AbortController();
  readonly #handling = new Set<Promise<void>>();

  constructor(subscription: Subscription) {
    this.subscription = subscription;
  }

  async handle(event: CloudEvent, signal: AbortSignal): Promise<void> {
    const handled = this.subscription.handle(event, AbortSignal.any([signal, this.#left.signal]));
    this.#handling.add(handled);
    try {
      await handled;
    } finally {
      this.#handling.delete(handled);
    }
  }

  /** Until what it has in hand is done. */
  async leave(): Promise<void> {
    await finish(Promise.allSettled(this.#handling), () => this.#left.abort());
  }
}

/** One consumer group of one topic: its partitions, spread over its members. */
export class Group {
  readonly name: string;
  readonly topic: string;
  readonly limiter = new Limiter(concurrency);
  #members: readonly Member[] = [];
  readonly #dependencies: GroupDependencies;
  readonly #stopped = new AbortController();
  #workers: Promise<unknown> | undefined;

  constructor(name: string, topic: string, dependencies: GroupDependencies) {
    this.name = name;
    this.topic = topic;
    this.#dependencies = dependencies;
  }

  add(member: Member): void {
    this.#members = [...this.#members, member];
    this.#workers ??= Promise.all(
      partitions.map((partition) => new PartitionWorker(this, partition, this.#dependencies).run(this.#stopped.signal)),
    );
  }

  /** Whether it was the last one. */
  remove(member: Member): boolean {
    this.#members = this.#members.filter((each) => each !== member);
    if (this.#members.length > 0) return false;
    this.#stopped.abort();
    return true;
  }

  /** At once while there are members; else until the last worker has ended. */
  async ended(): Promise<void> {
    if (this.#stopped.signal.aborted) await this.#workers;
  }

  /**
   * Delivers an event as often as its member's policy says. Null once it was handled; why not, where it is to be given up.
   * `halted`: it is not to be delivered again; rejects where that comes first, and the event stays undelivered.
   * `lost`: the partition is another worker's, which a handler at work is told.
   */
  async deliver(
    event: CloudEvent,
    partition: number,
    { halted, lost }: { halted: AbortSignal; lost: AbortSignal },
  ): Promise<Failure | null> {
    for (let attempts = 1; ; attempts++) {
      halted.throwIfAborted();
      const member = this.#members[partition % this.#members.length];
      if (!member) throw new Error('The group has no member any more.');
      const retry = member.subscription.retry ?? defaultRetry;
      try {
        await this.limiter.run(() => member.handle(event, lost));
        return null;
      } catch (error) {
        halted.throwIfAborted();
        const last = error instanceof PermanentFailure || attempts >= retry.attempts;
        const about = { err: error, group: this.name, topic: this.topic, event: event.id, type: event.type, attempts };
        this.#dependencies.logger.warn(about, last ? 'gave an event up' : 'a handler failed; the event comes again');
        if (last) return { attempts, reason: error instanceof Error ? error.message : String(error) };
        await new Bell().wait(Math.min(retry.delayMs * 2 ** (attempts - 1), retry.maxDelayMs), halted);
      }
    }
  }
}
