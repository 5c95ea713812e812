import { Bell } from '../database/bell.ts';
import type { Logger } from '../log.ts';
import { PositionExpired, type Positions, type Tail, type TailOptions } from '../platform.ts';
import { appendedSignal, type EventLog, partitions } from './event-log.ts';
import { finish } from './grace.ts';
import type { Signals } from './signals.ts';

/** Events of each partition that are read at once. */
const readSize = 250;
/** The net under a lost wake-up. */
const pollMs = 30_000;
const longestRetryMs = 1_000;

/** Starts reading a topic; where `from` says head, from the head of this moment on. */
export async function openTail(options: TailOptions, log: EventLog, signals: Signals, logger: Logger): Promise<Tail> {
  const bounds = await log.bounds(options.topic);
  const positions = new Map<number, bigint>();
  let expired: PositionExpired | undefined;
  for (const partition of options.partitions ?? partitions) {
    const { floor, head } = bounds.get(partition) ?? { floor: 0n, head: 0n };
    const { from } = options;
    const position = from === 'beginning' ? floor : from === 'head' ? head : (from.get(partition) ?? head);
    if (position < floor || position > head) expired = expiry(options.topic, partition, position);
    positions.set(partition, position);
  }
  const tail = new LogTail(options, positions, log, signals, logger);
  tail.start(expired);
  return tail;
}

function expiry(topic: string, partition: number, position: bigint): PositionExpired {
  return new PositionExpired(
    `Offset ${position} of ${topic}, partition ${partition}, lies outside what the log keeps.`,
  );
}

class LogTail implements Tail {
  readonly #options: TailOptions;
  readonly #positions: Map<number, bigint>;
  readonly #log: EventLog;
  readonly #logger: Logger;
  readonly #paused = new Set<number>();
  /** Those that may have something to read. */
  readonly #stirred: Set<number>;
  readonly #bell = new Bell();
  readonly #stopped = new AbortController();
  readonly #wakeUps = new DisposableStack();
  #running: Promise<void> = Promise.resolve();

  constructor(options: TailOptions, positions: Map<number, bigint>, log: EventLog, signals: Signals, logger: Logger) {
    this.#options = options;
    this.#positions = positions;
    this.#log = log;
    this.#logger = logger;
    this.#stirred = new Set(positions.keys());
    for (const partition of positions.keys()) {
      this.#wakeUps.use(
        signals.on(appendedSignal(options.topic, partition), () => {
          this.#stirred.add(partition);
          this.#bell.ring();
        }),
      );
    }
  }

  /** `expired`: it can't start, which its reader is told as it would be told later. */
  start(expired: PositionExpired | undefined): void {
    this.#running = expired ? Promise.resolve().then(() => this.#fail(expired)) : this.#run();
  }

  pause(partition: number): void {
    this.#paused.add(partition);
  }

  resume(partition: number): void {
    this.#paused.delete(partition);
    this.#stirred.add(partition);
    this.#bell.ring();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    this.#wakeUps.dispose();
    await finish(this.#running);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const more = await this.#round();
        failures = 0;
        if (more) continue;
        const asleep = performance.now();
        await this.#bell.wait(pollMs, signal);
        if (performance.now() - asleep >= pollMs)
          for (const partition of this.#positions.keys()) this.#stirred.add(partition);
      } catch (error) {
        if (error instanceof PositionExpired || error instanceof ReaderFailed) {
          this.#fail(error instanceof ReaderFailed ? error.cause : error);
          return;
        }
        if (failures++ === 0) this.#logger.warn(error, `the log of ${this.#options.topic} can't be read just now`);
        await new Bell().wait(Math.min(20 * 2 ** failures, longestRetryMs), signal);
      }
    }
  }

  /** Whether there may be more. */
  async #round(): Promise<boolean> {
    const from = new Map(
      [...this.#positions].filter(([partition]) => this.#stirred.has(partition) && !this.#paused.has(partition)),
    );
    if (from.size === 0) return false;
    // Whatever comes from here on stirs them again.
    for (const partition of from.keys()) this.#stirred.delete(partition);
    try {
      await this.#deliver(from);
    } catch (error) {
      for (const partition of from.keys()) this.#stirred.add(partition);
      throw error;
    }
    return this.#stirred.size > 0;
  }

  async #deliver(from: Positions): Promise<void> {
    const events = await this.#log.read(this.#options.topic, from, readSize);
    const next = new Map(from);
    for (const { partition, offset } of events) {
      // Offsets have no gaps: one that is missing has been removed.
      if (offset !== next.get(partition)) throw expiry(this.#options.topic, partition, next.get(partition) ?? 0n);
      next.set(partition, offset + 1n);
    }
    // Of those paused in the meantime nothing is handed over; they are read again when they are resumed.
    const wanted = events.filter(({ partition }) => !this.#paused.has(partition));
    if (wanted.length === 0 || this.#stopped.signal.aborted) return;
    try {
      await this.#options.onBatch(wanted);
    } catch (error) {
      throw new ReaderFailed(error);
    }
    const counts = new Map<number, number>();
    for (const { partition, offset } of wanted) {
      this.#positions.set(partition, offset + 1n);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    for (const [partition, count] of counts) if (count === readSize) this.#stirred.add(partition);
  }

  #fail(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#wakeUps.dispose();
    this.#options.onError(error instanceof Error ? error : new Error(String(error)));
  }
}

/** onBatch threw: the tail can't tell what of the batch was taken. */
class ReaderFailed extends Error {
  constructor(cause: unknown) {
    super('The reader of a tail failed.', { cause });
  }
}
