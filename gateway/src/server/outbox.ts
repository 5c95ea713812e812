export interface OutboxOptions {
  /** Hands over one message; `written` is called once it has left the process. */
  readonly write: (message: string, written: () => void) => void;
  /** Events that may wait, in characters. */
  readonly maximumQueued: number;
  /** It is full, and the client has taken nothing for a while. */
  readonly onStall: () => void;
  /** The client does not take even answers that it asked for: it is to be cut off. */
  readonly onFlood: () => void;
}

interface Message {
  readonly stream: string;
  readonly text: string;
  /** Of an event; an answer has none. */
  readonly onWrite: (() => void) | undefined;
}

/** Handed over at a time, so that what waits waits here, where it can still be dropped, and not in the socket. */
const MAXIMUM_IN_FLIGHT = 64 * 1_024;
/** Of answers that wait, in characters. */
const MAXIMUM_ANSWERS = 16 * 1_024 * 1_024;
/** Answers that wait: a client that only pings may have so many. */
const MAXIMUM_WAITING = 10_000;
/** A client that is only behind, as after a burst or over a slow radio, takes something in this time. */
const STALL_MS = 1_000;

/**
 * A bounded queue in front of a socket: one client that does not read costs no more than its queue, and holds up nobody.
 * Who pushes events looks at `isFull` and waits for `room`, which is how a burst waits in the log and not here.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #queue: Message[] = [];
  /** Characters of events that wait. */
  #events = 0;
  /** Characters of answers that wait. */
  #answers = 0;
  /** Answers that wait. */
  #waiting = 0;
  #inFlight = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #stallTimer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** When something last left, or began to wait, by the process's clock. */
  #lastProgress = performance.now();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Whether all that was pushed has left. */
  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#inFlight === 0;
  }

  get isFull(): boolean {
    return this.#events > this.#options.maximumQueued;
  }

  /** Milliseconds since anything left, while something waits to. */
  get stalledMs(): number {
    return this.isEmpty ? 0 : performance.now() - this.#lastProgress;
  }

  /** An answer that the client waits for. */
  push(stream: string, text: string): void {
    this.#push({ stream, text, onWrite: undefined });
    if (this.#answers > MAXIMUM_ANSWERS || this.#waiting > MAXIMUM_WAITING) this.#options.onFlood();
  }

  /** @param onWrite called when the event is handed to the socket, and can't be dropped any more */
  pushEvent(stream: string, text: string, onWrite: () => void): void {
    this.#push({ stream, text, onWrite });
    if (this.isFull) this.#watchForStall();
  }

  /** Forgets what of a stream has not been handed over. */
  drop(stream: string): void {
    const queue = this.#queue;
    this.#queue = [];
    this.#events = 0;
    this.#answers = 0;
    this.#waiting = 0;
    for (const message of queue) if (message.stream !== stream) this.#enqueue(message);
    this.#makeRoom();
  }

  /** Resolves once there is room for old events, or nobody who would take them; nothing where there is room. */
  room(): Promise<void> | undefined {
    if (this.#hasRoom() || this.#isClosed) return undefined;
    this.#watchForStall();
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    clearTimeout(this.#stallTimer);
    this.#room?.resolve();
  }

  #push(message: Message): void {
    if (this.#isClosed) return;
    if (this.isEmpty) this.#lastProgress = performance.now();
    this.#enqueue(message);
    this.#flush();
  }

  #enqueue(message: Message): void {
    this.#queue.push(message);
    this.#count(message, 1);
  }

  #count({ text, onWrite }: Message, sign: 1 | -1): void {
    if (onWrite) this.#events += sign * text.length;
    else {
      this.#answers += sign * text.length;
      this.#waiting += sign;
    }
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
        this.#lastProgress = performance.now();
        this.#flush();
      });
    }
    this.#makeRoom();
  }

  #hasRoom(): boolean {
    return this.#events * 2 <= this.#options.maximumQueued;
  }

  #makeRoom(): void {
    if (!this.#room || !this.#hasRoom()) return;
    this.#room.resolve();
    this.#room = undefined;
  }

  #watchForStall(): void {
    if (this.#stallTimer || this.#isClosed) return;
    const remaining = Math.max(0, STALL_MS - this.stalledMs);
    this.#stallTimer = setTimeout(() => {
      // After what has come in meanwhile: where this process was held up, the client was not slow.
      setImmediate(() => {
        this.#stallTimer = undefined;
        if (this.stalledMs >= STALL_MS) this.#options.onStall();
        else if (!this.#hasRoom()) this.#watchForStall();
      });
    }, remaining);
  }
}
