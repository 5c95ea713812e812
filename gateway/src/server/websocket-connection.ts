import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode, type Message, MessageType, parseMessage, type SubscribeMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { type Caller, type Credentials, readCredentials, unauthenticated } from '../auth/caller.ts';
import type { SessionWatch } from '../auth/session-watch.ts';
import { streamMetrics } from '../telemetry.ts';
import type { OperationSink, Operations, RunningOperation } from './operations.ts';
import { Outbox } from './outbox.ts';

export interface ConnectionOptions {
  readonly operations: Operations;
  readonly sessions: SessionWatch;
  readonly identify: (credentials: Credentials) => Promise<Caller>;
  /** What the upgrade request showed: a browser can't set headers, but sends its cookie. */
  readonly credentials: Credentials;
  readonly initTimeoutMs: number;
  readonly maximumQueued: number;
}

interface Running {
  readonly abort: AbortController;
  operation: RunningOperation | undefined;
  /** Of the last event that was handed to the socket. */
  written: string | null;
}

/** Operations at a time on one connection; what a user may have over all of them the change stream says. */
const MAXIMUM_RUNNING = 1_000;
/** RFC 6455 §7.4.1: the server goes away; clients connect again. */
export const GOING_AWAY = 1001;

/**
 * One client's side of the GraphQL over WebSocket protocol (graphql-transport-ws, PROTOCOL.md of graphql-ws). That
 * library's own server serialises each event for each socket; here a group's subscribers share the text.
 */
export class Connection {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #outbox: Outbox;
  readonly #running = new Map<string, Running>();
  readonly #initTimer: NodeJS.Timeout;
  #isInitialised = false;
  #caller: Caller | undefined;
  #watch: Disposable | undefined;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#outbox = new Outbox({
      write: (text, written) => socket.send(text, () => written()),
      maximumQueued: options.maximumQueued,
      onStall: () => this.#endSlow(),
      onFlood: () => socket.terminate(),
    });
    this.#initTimer = setTimeout(
      () => this.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
      options.initTimeoutMs,
    );
    socket.on('message', (data, isBinary) => {
      // What was under way when it was closed is not to be done any more.
      if (socket.readyState !== socket.OPEN) return;
      if (isBinary) this.close(CloseCode.BadRequest, 'Expected text messages');
      else this.#receive(data.toString());
    });
    socket.on('close', () => this.#dispose());
  }

  /** Whether all that was sent has left. */
  get isFlushed(): boolean {
    return this.#outbox.isEmpty;
  }

  /** Milliseconds since anything left, while something waits to. */
  get stalledMs(): number {
    return this.#outbox.stalledMs;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#dispose();
  }

  #dispose(): void {
    clearTimeout(this.#initTimer);
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
    for (const id of [...this.#running.keys()]) this.#stop(id);
    this.#outbox.close();
  }

  #receive(text: string): void {
    let message: Message;
    try {
      message = parseMessage(text, text.includes('__proto__') ? withoutPrototype : undefined);
    } catch {
      this.close(CloseCode.BadRequest, 'Expected a message of the graphql-transport-ws protocol');
      return;
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        void this.#initialise(message.payload);
        return;
      case MessageType.Ping:
        this.#send('', { type: MessageType.Pong, ...(message.payload ? { payload: message.payload } : {}) });
        return;
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        void this.#start(message);
        return;
      case MessageType.Complete:
        if (!this.#running.has(message.id)) return;
        this.#outbox.drop(message.id);
        this.#stop(message.id);
        return;
      default:
        this.close(CloseCode.BadRequest, `Unexpected message of type ${message.type}`);
    }
  }

  async #initialise(payload: Record<string, unknown> | undefined): Promise<void> {
    if (this.#isInitialised) {
      this.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    this.#isInitialised = true;
    clearTimeout(this.#initTimer);
    const authorization = payload?.authorization ?? payload?.Authorization;
    const given =
      typeof authorization === 'string' ? readCredentials(authorization, undefined) : this.#options.credentials;
    try {
      const caller = await this.#options.identify(given);
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      if (caller.isRefused) {
        this.close(CloseCode.Forbidden, 'Forbidden');
        return;
      }
      this.#caller = caller;
      this.#watch = this.#options.sessions.watch(caller, () => this.#endSession());
      this.#send('', { type: MessageType.ConnectionAck });
    } catch (error) {
      if (error instanceof RondoError && error.code === ErrorCode.RATE_LIMITED) {
        this.close(CloseCode.Forbidden, 'Too many unknown tokens from this address');
        return;
      }
      this.close(CloseCode.InternalServerError, 'The token could not be checked; try again in a moment');
    }
  }

  async #start({ id, payload }: SubscribeMessage): Promise<void> {
    if (!this.#caller) {
      this.close(CloseCode.Unauthorized, 'Unauthorized');
      return;
    }
    if (this.#running.has(id)) {
      this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${shortened(id)} already exists`);
      return;
    }
    if (this.#running.size >= MAXIMUM_RUNNING) {
      this.#send(id, { id, type: MessageType.Error, payload: [tooMany().toJSON()] });
      return;
    }
    const running: Running = { abort: new AbortController(), operation: undefined, written: null };
    this.#running.set(id, running);
    const sink = this.#sinkOf(id, running);
    try {
      // Anew for each operation, as over HTTP.
      const caller = await this.#options.identify(this.#caller.credentials);
      if (caller.isRefused || caller.principal.userId !== this.#caller.principal.userId) {
        this.#endSession();
        return;
      }
      const operation = await this.#options.operations.run(payload, caller, sink, running.abort.signal);
      if (running.abort.signal.aborted) operation.close();
      else running.operation = operation;
    } catch (error) {
      const shown =
        error instanceof RondoError ? error : new RondoError(ErrorCode.UNAVAILABLE, 'Try again in a moment.');
      sink.fail([shown.toJSON()]);
    }
  }

  #sinkOf(id: string, running: Running): OperationSink {
    const head = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
    return {
      next: (payload, cursor) => {
        if (running.abort.signal.aborted) return;
        const text = `${head}${payload}}`;
        if (cursor === null) this.#outbox.push(id, text);
        else
          this.#outbox.pushEvent(id, text, () => {
            running.written = cursor;
          });
      },
      fail: (errors) => this.#fail(id, running, errors),
      complete: () => {
        if (running.abort.signal.aborted) return;
        this.#stop(id);
        this.#send(id, { id, type: MessageType.Complete });
      },
      isFull: () => this.#outbox.isFull,
      room: () => this.#outbox.room(),
    };
  }

  #fail(id: string, running: Running, payload: readonly GraphQLFormattedError[]): void {
    if (running.abort.signal.aborted) return;
    this.#stop(id);
    this.#send(id, { id, type: MessageType.Error, payload });
  }

  #stop(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.abort.abort();
    running.operation?.close();
  }

  /** What waits is dropped: the client resumes after what it was sent. */
  #endSlow(): void {
    for (const [id, running] of [...this.#running]) {
      const cursor = running.written ?? running.operation?.start;
      if (!cursor) continue;
      this.#outbox.drop(id);
      this.#fail(id, running, [slowConsumer(cursor).toJSON()]);
    }
  }

  #endSession(): void {
    for (const [id, running] of [...this.#running]) {
      const cursor = running.operation?.cursor ?? undefined;
      if (this.#caller)
        this.#fail(id, running, [unauthenticated({ ...this.#caller, isRefused: true }, { cursor }).toJSON()]);
    }
    this.close(CloseCode.Forbidden, 'Forbidden');
  }

  #send(stream: string, message: object): void {
    this.#outbox.push(stream, JSON.stringify(message));
  }
}

export function slowConsumer(cursor: string): RondoError {
  streamMetrics.slowConsumers.inc();
  return new RondoError(
    ErrorCode.SLOW_CONSUMER,
    'Events came faster than they were read, so the stream has ended. Subscribe again with `after`: nothing is lost.',
    { cursor },
  );
}

function tooMany(): RondoError {
  return new RondoError(
    ErrorCode.RATE_LIMITED,
    `Expected at most ${MAXIMUM_RUNNING} operations at a time on one connection. End some first.`,
  );
}

/** A reason has room for 123 bytes (RFC 6455 §5.5). */
function shortened(id: string): string {
  return Buffer.byteLength(id) <= 60 ? id : 'that id';
}

function withoutPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
