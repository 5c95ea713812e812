import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Bell } from '../database/bell.ts';
import { redriveSignal } from './dead-letters.ts';
import { appendedSignal } from './event-log.ts';
import type { Place } from './group-offsets.ts';
import type { Failure, Group, GroupDependencies } from './groups.ts';

/** Events of a partition that may be in hand at the same time: handled, waiting for their key, or for a retry. */
const windowSize = 256;
const readSize = 100;
/** The net under a lost wake-up. */
const pollMs = 30_000;
/** How long a partition may stay without a worker after another process has died. */
const lockPollMs = 1_000;

interface WakeUp {
  bell: Bell;
  /** There may be dead letters that were asked to come again. */
  redrive: boolean;
}

interface Slot {
  offset: bigint;
  done: boolean;
}

/**
 * Takes one partition's events to one group. Events of different keys run side by side, those of one key one after the
 * other, so that an event that keeps failing holds up its own key only. The group's offset is that of the oldest
 * event not yet done; after a crash those behind it that were done come again.
 */
export class PartitionWorker {
  readonly #group: Group;
  readonly #partition: number;
  readonly #dependencies: GroupDependencies;
  readonly #wakeUp: WakeUp = { bell: new Bell(), redrive: true };

  constructor(group: Group, partition: number, dependencies: GroupDependencies) {
    this.#group = group;
    this.#partition = partition;
    this.#dependencies = dependencies;
  }

  async run(stopped: AbortSignal): Promise<void> {
    const { locks, signals, logger } = this.#dependencies;
    const { name, topic } = this.#group;
    using _appended = signals.on(appendedSignal(topic, this.#partition), this.#wakeUp.bell.ring);
    using _redrive = signals.on(redriveSignal(name, topic), () => {
      this.#wakeUp.redrive = true;
      this.#wakeUp.bell.ring();
    });
    while (!stopped.aborted) {
      try {
        await using lock = await locks.take(`consume ${name} ${topic} ${this.#partition}`);
        this.#wakeUp.redrive = true;
        if (lock)
          await new Tenure(this.#group, this.#partition, this.#dependencies, this.#wakeUp, [stopped, lock.lost]).run();
      } catch (error) {
        if (!stopped.aborted) logger.warn({ err: error, group: name, topic }, 'consuming was interrupted');
      }
      if (!stopped.aborted) await new Bell().wait(lockPollMs, stopped);
    }
  }
}

/** A worker's time as the only one of its partition, from taking the lock to losing it or being stopped. */
class Tenure {
  readonly #group: Group;
  readonly #partition: number;
  readonly #dependencies: GroupDependencies;
  readonly #wakeUp: WakeUp;
  readonly #overtaken = new AbortController();
  readonly #ended = new AbortController();
  /** The partition is another worker's: handlers are told, nothing more is committed. */
  readonly #lost: AbortSignal;
  /** Nothing new is begun; what is in hand is waited for. */
  readonly #halted: AbortSignal;
  /** In hand, in offset order. */
  readonly #window: Slot[] = [];
  /** Of each key, the end of its last event. */
  readonly #chains = new Map<string, Promise<void>>();
  readonly #redriven = new Set<string>();
  #committed = 0n;
  #committing: Promise<void> | undefined;

  constructor(
    group: Group,
    partition: number,
    dependencies: GroupDependencies,
    wakeUp: WakeUp,
    [stopped, lost]: [stopped: AbortSignal, lost: AbortSignal],
  ) {
    this.#group = group;
    this.#partition = partition;
    this.#dependencies = dependencies;
    this.#wakeUp = wakeUp;
    this.#lost = AbortSignal.any([lost, this.#overtaken.signal]);
    this.#halted = AbortSignal.any([stopped, this.#lost, this.#ended.signal]);
  }

  async run(): Promise<void> {
    const { log } = this.#dependencies;
    const { topic } = this.#group;
    try {
      this.#committed = await this.#loadOffset();
      let next = this.#committed;
      while (!this.#halted.aborted) {
        if (this.#wakeUp.redrive) await this.#takeRedriven();
        const room = Math.min(readSize, windowSize - this.#window.length);
        const read = room > 0 ? await log.read(topic, new Map([[this.#partition, next]]), room) : [];
        for (const { offset, event } of read) {
          next = offset + 1n;
          this.#take(offset, event);
        }
        if (read.length === 0 || read.length < room) await this.#wakeUp.bell.wait(pollMs, this.#halted);
      }
    } finally {
      this.#ended.abort();
      await Promise.all(this.#chains.values());
      await this.#committing;
      await this.#commit();
    }
  }

  get #place(): Place {
    return { group: this.#group.name, topic: this.#group.topic, partition: this.#partition };
  }

  async #loadOffset(): Promise<bigint> {
    const { offset, floor } = await this.#dependencies.offsets.load(this.#place);
    if (offset < floor) {
      const lost = { ...this.#place, offset: String(offset), floor: String(floor) };
      const sentence = 'the group was away for longer than the log keeps events: some were never delivered to it';
      this.#dependencies.logger.error(lost, sentence);
    }
    return offset;
  }

  #take(offset: bigint, event: CloudEvent): void {
    const slot = { offset, done: false };
    this.#window.push(slot);
    this.#chain(event, async () => {
      const failure = await this.#deliver(event);
      if (failure) {
        const letter = { ...this.#place, event, ...failure };
        await this.#insist(() => this.#dependencies.deadLetters.add(letter));
      }
      slot.done = true;
      this.#committing ??= this.#commit().finally(() => {
        this.#committing = undefined;
      });
    });
  }

  /** Dead letters that were asked to come again, before what the log has next. Asks for more once all of these are done. */
  async #takeRedriven(): Promise<void> {
    const { deadLetters } = this.#dependencies;
    const letters = await deadLetters.redriving(this.#group, this.#partition);
    this.#wakeUp.redrive = false;
    for (const { id, event, attempts } of letters) {
      if (this.#redriven.has(id)) continue;
      this.#redriven.add(id);
      this.#chain(event, async () => {
        const failure = await this.#deliver(event);
        await this.#insist(() =>
          failure
            ? deadLetters.failAgain(id, { ...failure, attempts: attempts + failure.attempts })
            : deadLetters.remove(id),
        );
        this.#redriven.delete(id);
        if (this.#redriven.size > 0) return;
        this.#wakeUp.redrive = true;
        this.#wakeUp.bell.ring();
      });
    }
  }

  #deliver(event: CloudEvent): Promise<Failure | null> {
    return this.#group.deliver(event, this.#partition, { halted: this.#halted, lost: this.#lost });
  }

  #chain(event: CloudEvent, work: () => Promise<void>): void {
    const key = event.partitionkey;
    const before = this.#chains.get(key) ?? Promise.resolve();
    const chained = before
      .then(async () => {
        if (!this.#halted.aborted) await work();
      })
      .catch((error) => {
        // An aborted delivery is not done, hence comes again.
        if (!this.#halted.aborted) this.#dependencies.logger.error(error, 'a delivery ended unexpectedly');
      })
      .finally(() => {
        if (this.#chains.get(key) === chained) this.#chains.delete(key);
      });
    this.#chains.set(key, chained);
  }

  /** Until it succeeds or the tenure ends: the database may be away. */
  async #insist(work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      this.#halted.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        this.#dependencies.logger.warn(error, 'a dead letter could not be written just now');
        await new Bell().wait(Math.min(50 * 2 ** attempt, 1_000), this.#halted);
      }
    }
  }

  /** Moves the group's offset over what is done. Where another worker has moved it, the partition is no longer ours. */
  async #commit(): Promise<void> {
    while (this.#window[0]?.done && !this.#lost.aborted) {
      let to = this.#committed;
      // A full window has stopped the reading.
      if (this.#window.length >= windowSize) this.#wakeUp.bell.ring();
      while (this.#window[0]?.done) to = (this.#window.shift()?.offset ?? to) + 1n;
      try {
        const moved = await this.#dependencies.offsets.move(this.#place, this.#committed, to);
        if (!moved) throw new Error('Another worker has moved the offset.');
        this.#committed = to;
      } catch (error) {
        this.#dependencies.logger.warn(
          { ...this.#place, err: error },
          'an offset could not be moved; its events come again',
        );
        this.#overtaken.abort();
        return;
      }
    }
  }
}
