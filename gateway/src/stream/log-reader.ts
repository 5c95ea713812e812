import type { Logger } from '@rondo/platform/log.ts';
import { type Platform, PositionExpired, type Tail, type TailedEvent } from '@rondo/platform/platform.ts';
import { REPEAT_DISTANCE, RecentIds } from './recent-ids.ts';
import { Ring } from './ring.ts';

export interface LogReaderOptions {
  readonly platform: Platform;
  readonly topic: string;
  readonly log: Logger;
  readonly ringBytes: number;
  /** Called with each new event once it is in the ring. */
  readonly onEvent: (event: TailedEvent) => void;
  /** The log no longer has what comes next: there is a hole before the events to come. */
  readonly onHole: () => void;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;

/** The one reader of a topic in this process, always on, and what it has read lately. */
export class LogReader implements AsyncDisposable {
  readonly #options: LogReaderOptions;
  #ring: Ring;
  #tail: Tail | undefined;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #isOver = false;

  private constructor(options: LogReaderOptions, ring: Ring) {
    this.#options = options;
    this.#ring = ring;
  }

  /** Reads from the topic's head of this moment on. */
  static async open(options: LogReaderOptions): Promise<LogReader> {
    const { platform, topic, ringBytes } = options;
    const reader = new LogReader(options, await openRing(platform, topic, ringBytes));
    await reader.#read();
    return reader;
  }

  get ring(): Ring {
    return this.#ring;
  }

  /** Whether it reads: not while it waits to try again. */
  get isReading(): boolean {
    return this.#tail !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#retry);
    await this.#tail?.[Symbol.asyncDispose]();
  }

  async #read(): Promise<void> {
    const { platform, topic, onEvent } = this.#options;
    const tail = await platform.tail({
      topic,
      from: this.#ring.positions,
      onBatch: (events) => {
        this.#failures = 0;
        for (const event of events) if (this.#ring.append(event)) onEvent(event);
      },
      onError: (error) => this.#fail(error),
    });
    if (this.#isOver) await tail[Symbol.asyncDispose]();
    else this.#tail = tail;
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    const { log, topic } = this.#options;
    const failed = this.#tail;
    this.#tail = undefined;
    void close(failed, log);
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LAST_RETRY_MS);
    log.warn({ err: error, topic, delay }, 'the reader of the change stream stopped; it starts again');
    this.#retry = setTimeout(() => {
      this.#again(error instanceof PositionExpired).catch((reason: unknown) => this.#fail(reason));
    }, delay);
  }

  async #again(expired: boolean): Promise<void> {
    const { platform, topic, ringBytes, onHole } = this.#options;
    if (expired) {
      this.#ring = await openRing(platform, topic, ringBytes);
      onHole();
    }
    await this.#read();
  }
}

async function close(tail: Tail | undefined, log: Logger): Promise<void> {
  try {
    await tail?.[Symbol.asyncDispose]();
  } catch (error) {
    log.warn({ err: error }, 'a reader of the log did not close');
  }
}

/** A ring at the log's head that knows the events just before it. */
async function openRing(platform: Platform, topic: string, maxBytes: number): Promise<Ring> {
  const head = await platform.head(topic);
  const ring = new Ring(head, maxBytes);
  await Promise.all(
    [...head].map(async ([partition, until]) => {
      for await (const events of readBefore(platform, { topic, partition, until }))
        for (const event of events) ring.note(event);
    }),
  );
  return ring;
}

interface Range {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly until: bigint;
}

/** As readPartition, without what repeats an event that lies before it. */
export async function* readOnce(platform: Platform, range: Range): AsyncGenerator<readonly TailedEvent[]> {
  const ids = new RecentIds();
  for await (const events of readBefore(platform, { ...range, until: range.from }))
    for (const event of events) ids.note(event);
  for await (const events of readPartition(platform, range)) yield events.filter((event) => !ids.note(event));
}

/** What a repetition at `until` could repeat; less of it, down to nothing, where the log no longer has it all. */
async function* readBefore(platform: Platform, range: Omit<Range, 'from'>): AsyncGenerator<readonly TailedEvent[]> {
  for (let back = REPEAT_DISTANCE; back > 0n; back /= 2n) {
    const from = range.until > back ? range.until - back : 0n;
    if (from === range.until) return;
    try {
      yield* readPartition(platform, { ...range, from });
      return;
    } catch (error) {
      if (!(error instanceof PositionExpired)) throw error;
    }
  }
}

/**
 * A topic's log in one partition, from `from` up to but not including `until`, in batches. The log is read on only as
 * batches are taken.
 *
 * @throws PositionExpired where the log no longer has what was asked for
 */
export async function* readPartition(platform: Platform, range: Range): AsyncGenerator<readonly TailedEvent[]> {
  let arrived = Promise.withResolvers<readonly TailedEvent[]>();
  let taken = Promise.withResolvers<void>();
  // Nobody may be waiting when it fails.
  arrived.promise.catch(() => {});
  const tail = await platform.tail({
    topic: range.topic,
    from: new Map([[range.partition, range.from]]),
    partitions: [range.partition],
    onBatch: (events) => {
      arrived.resolve(events);
      return taken.promise;
    },
    onError: (error) => arrived.reject(error),
  });
  try {
    for (let next = range.from; next < range.until; ) {
      const events = await arrived.promise;
      arrived = Promise.withResolvers();
      arrived.promise.catch(() => {});
      const wanted = events.filter(({ offset }) => offset < range.until);
      yield wanted;
      next = (events.at(-1)?.offset ?? next) + 1n;
      const read = taken;
      taken = Promise.withResolvers();
      read.resolve();
    }
  } finally {
    taken.resolve();
    await tail[Symbol.asyncDispose]();
  }
}
