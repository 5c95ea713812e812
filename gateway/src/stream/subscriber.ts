import type { RondoError } from '@rondo/platform/errors.ts';
import type { Positions, TailedEvent } from '@rondo/platform/platform.ts';
import type { Emission } from './group.ts';

/** Where a subscription's events go: one operation of one client on some transport. */
export interface StreamSink {
  next(payload: string, cursor: string): void;
  /** The stream ends by itself. Nothing comes after it. */
  fail(error: RondoError): void;
  /** It takes what it is given even so; but its next events are to wait in the log. */
  isFull(): boolean;
  /** Resolves once there is room; nothing where there is. What is old waits for it, so that it can't overrun a client. */
  room(): Promise<void> | undefined;
}

/** One subscription: from where its events are still to be delivered, and to whom. */
export class Subscriber {
  readonly sink: StreamSink;
  /** Of each partition the offset of the next event that it has not had. */
  readonly positions: Map<number, bigint>;
  readonly #onEnd: () => void;
  #cursor: string;
  #isClosed = false;

  /**
   * @param cursor where it begins
   * @param onEnd called once, when it is closed or has failed
   */
  constructor(sink: StreamSink, positions: Positions, cursor: string, onEnd: () => void) {
    this.sink = sink;
    this.positions = new Map(positions);
    this.#cursor = cursor;
    this.#onEnd = onEnd;
  }

  /** Resumes after the last event delivered. */
  get cursor(): string {
    return this.#cursor;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onEnd();
  }

  /** Delivers an event that it has not had yet. */
  take({ partition, offset }: TailedEvent, emission: Emission | null): void {
    const position = this.positions.get(partition);
    if (this.#isClosed || (position !== undefined && offset < position)) return;
    this.positions.set(partition, offset + 1n);
    if (!emission) return;
    this.#cursor = emission.cursor;
    this.sink.next(emission.payload, emission.cursor);
  }

  /** There is nothing for it in the partition before that offset. */
  skipTo(partition: number, offset: bigint): void {
    if ((this.positions.get(partition) ?? 0n) < offset) this.positions.set(partition, offset);
  }

  fail(error: RondoError): void {
    if (this.#isClosed) return;
    this.close();
    this.sink.fail(error);
  }
}
