import type { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import type { TailedEvent } from '@rondo/platform/platform.ts';
import type { Subscriber } from './subscriber.ts';

/** One event as the subscribers of a group get it. */
export interface Emission {
  /** The GraphQL response as JSON; the same for all. */
  readonly payload: string;
  readonly cursor: string;
}

export interface GroupOptions {
  readonly log: Logger;
  /** Null where the group's subscription does not report the event. */
  readonly emit: (event: TailedEvent) => Promise<Emission | null>;
  /** More waits than is kept in memory, for one subscriber or for all: they go on from the log. */
  readonly onBehind: (subscriber: Subscriber) => void;
}

/** Events executed at a time. */
const WINDOW = 16;
const MAXIMUM_QUEUE = 2_000;
/** Results kept while somebody catches up, for others who do. */
const MAXIMUM_REMEMBERED = 500;

/**
 * Subscribers who get the same: same principal, same operation, same values where they matter. Each event is executed
 * and serialised once for all of them.
 */
export class Group {
  readonly #options: GroupOptions;
  readonly #live = new Set<Subscriber>();
  readonly #remembered = new Map<TailedEvent, Promise<Emission | null>>();
  #queue: TailedEvent[] = [];
  #inFlight = 0;
  /** Resolves once what was started so far has been handed out. */
  #order: Promise<void> = Promise.resolve();
  /** Subscribers, catching up or live. */
  members = 0;

  constructor(options: GroupOptions) {
    this.#options = options;
  }

  /** From now on the subscriber gets what is pushed, from its positions on. */
  join(subscriber: Subscriber): void {
    this.#live.add(subscriber);
    if (!this.#hasLatecomers) this.#remembered.clear();
  }

  leave(subscriber: Subscriber): void {
    this.#live.delete(subscriber);
  }

  fail(errorFor: (subscriber: Subscriber) => RondoError): void {
    for (const subscriber of [...this.#live]) subscriber.fail(errorFor(subscriber));
  }

  push(event: TailedEvent): void {
    if (this.#live.size === 0) return;
    this.#queue.push(event);
    this.#start();
    if (this.#queue.length > MAXIMUM_QUEUE) this.#overflow();
  }

  resultOf(event: TailedEvent): Promise<Emission | null> {
    const known = this.#remembered.get(event);
    if (known) return known;
    const result = this.#options.emit(event).catch((error: unknown) => {
      this.#options.log.error(
        { err: error, event: event.event.id },
        'an event could not be put into the change stream',
      );
      return null;
    });
    if (this.#hasLatecomers) this.#remember(event, result);
    return result;
  }

  /** Whether some of its members are not live yet. */
  get #hasLatecomers(): boolean {
    return this.members > this.#live.size;
  }

  #remember(event: TailedEvent, result: Promise<Emission | null>): void {
    this.#remembered.set(event, result);
    if (this.#remembered.size <= MAXIMUM_REMEMBERED) return;
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      break;
    }
  }

  #start(): void {
    while (this.#inFlight < WINDOW) {
      const event = this.#queue.shift();
      if (!event) return;
      this.#inFlight++;
      const result = this.resultOf(event);
      this.#order = this.#order.then(async () => {
        const emission = await result;
        this.#inFlight--;
        for (const subscriber of this.#live) {
          subscriber.take(event, emission);
          if (subscriber.sink.isFull()) this.#putBehind(subscriber);
        }
        this.#start();
      });
    }
  }

  #overflow(): void {
    this.#queue = [];
    for (const subscriber of [...this.#live]) this.#putBehind(subscriber);
  }

  #putBehind(subscriber: Subscriber): void {
    this.#live.delete(subscriber);
    if (!subscriber.isClosed) this.#options.onBehind(subscriber);
  }
}
