export interface OutboxOptions {
  /** Hands over one message; `written` is called once it has left the process. */
  readonly write: (message: string, written: () => void) => void;
  /** Events that wait, in characters; a client for whom there are more is too slow. */
  readonly maximumQueued: number;
  /** The stream whose event was one too many. */
  readonly onOverflow: (stream: string) => void;
  /** The client does not take even answers that it asked for: it is to be cut off. */
  readonly onFlood: () => void;
}

interface Message {
  readonly stream: string;
  readonly text: string;
  /** Of an event; an answer has none. */
  readonly onWrite: (() => void) | undefined;
}

/** Of answers that wait, in characters. */
const MAXIMUM_ANSWERS = 16 * 1_024 * 1_024;

/** Handed over at a time, so that what waits waits here, where it can still be dropped, and not in the socket. */
const MAXIMUM_IN_FLIGHT = 64 * 1_024;

/** A bounded queue in front of a socket: one client that does not read costs no more than its queue, and holds up nobody. */
export class Outbox {
  readonly #options: OutboxOptions;
  #queue: Message[] = [];
  /** Characters of events that wait. */
  #events = 0;
  /** Characters of answers that wait. */
  #answers = 0;
  #inFlight = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #isClosed = false;
  /** When something last left, by the process's clock. */
  lastProgress = performance.now();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Whether all that was pushed has left. */
  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#inFlight === 0;
  }

  /** An answer that the client waits for. */
  push(stream: string, text: string): void {
    this.#push({ stream, text, onWrite: undefined });
    if (this.#answers > MAXIMUM_ANSWERS) this.#options.onFlood();
  }

  /** @param onWrite called when the event is handed to the socket, and can't be dropped any more */
  pushEvent(stream: string, text: string, onWrite: () => void): void {
    this.#push({ stream, text, onWrite });
    if (this.#events > this.#options.maximumQueued) this.#options.onOverflow(stream);
  }

  /** Forgets what of a stream has not been handed over. */
  drop(stream: string): void {
    const queue = this.#queue;
    this.#queue = [];
    this.#events = 0;
    this.#answers = 0;
    for (const message of queue) if (message.stream !== stream) this.#enqueue(message);
  }

  /** Resolves once the queue is empty; nothing where it is. */
  room(): Promise<void> | undefined {
    if (this.#queue.length === 0 || this.#isClosed) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#room?.resolve();
  }

  #push(message: Message): void {
    if (this.#isClosed) return;
    if (this.isEmpty) this.lastProgress = performance.now();
    this.#enqueue(message);
    this.#flush();
  }

  #enqueue(message: Message): void {
    this.#queue.push(message);
    this.#count(message, 1);
  }

  #count({ text, onWrite }: Message, sign: 1 | -1): void {
    if (onWrite) this.#events += sign * text.length;
    else this.#answers += sign * text.length;
  }

  #flush(): void {
    while (this.#inFlight < MAXIMUM_IN_FLIGHT) {
      const message = this.#queue.shift();
      if (!message) break;
      const { length } = message.text;
      this.#count(message, -1);
      this.#inFlight += length;
      message.onWrite?.();
      this.#options.write(message.text, () => {
        this.#inFlight -= length;
        this.lastProgress = performance.now();
        this.#flush();
      });
    }
    if (this.#queue.length > 0) return;
    this.#room?.resolve();
    this.#room = undefined;
  }
}
