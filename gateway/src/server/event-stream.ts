import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import { unauthenticated } from '../auth/caller.ts';
import type { SessionWatch } from '../auth/session-watch.ts';
import type { OperationSink, Operations, RunningOperation, StreamedRequest } from './operations.ts';
import { Outbox } from './outbox.ts';
import { slowConsumer } from './websocket-connection.ts';

/** How responses are written to a stream over HTTP. */
export interface StreamFormat {
  readonly contentType: string;
  /** At the beginning, so that the headers leave. */
  readonly opening: string;
  response(payload: string, cursor: string | null): string;
  errors(errors: readonly GraphQLFormattedError[]): string;
  readonly end: string;
  /** Keeps proxies from closing a stream in which nothing happens. */
  readonly heartbeat: string;
  readonly heartbeatMs: number;
}

/**
 * Server-sent events (HTML §9.2) in the distinct connections mode of the GraphQL over SSE protocol; an event's `id` is
 * its cursor, which a browser sends back as Last-Event-ID.
 */
export const serverSentEvents: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  response: (payload, cursor) => `${cursor ? `id: ${cursor}\n` : ''}event: next\ndata: ${payload}\n\n`,
  errors: (errors) => `event: next\ndata: ${JSON.stringify({ errors })}\n\n`,
  end: 'event: complete\ndata:\n\n',
  heartbeat: ':\n\n',
  heartbeatMs: 12_000,
};

/** A part ends with the delimiter of the next one: clients take it as whole only then, and events may be far apart. */
const part = (json: string) => `\r\nContent-Type: application/json\r\n\r\n${json}\r\n--graphql`;

/** Apollo's multipart protocol for subscriptions over HTTP, version 1.0. */
export const multipart: StreamFormat = {
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
  opening: `\r\n--graphql${part('{}')}`,
  response: (payload) => part(`{"payload":${payload}}`),
  errors: (errors) => part(JSON.stringify({ payload: null, errors })),
  end: '--\r\n',
  heartbeat: part('{}'),
  heartbeatMs: 5_000,
};

/** Under one name in the outbox: a connection has one stream. */
const STREAM = 'stream';
/** A client that takes nothing for this long has left without a word. */
const STALLED_MS = 300_000;

export interface EventStreamOptions {
  readonly operations: Pick<Operations, 'run'>;
  readonly sessions: Pick<SessionWatch, 'watch'>;
  readonly maximumQueued: number;
}

/** Streams over HTTP that are open. */
export class EventStreams {
  readonly #options: EventStreamOptions;
  readonly #open = new Set<EventStream>();

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  /** Answers with a stream; resolves once it runs. Nothing is begun for a client that has left already. */
  async serve(response: ServerResponse, format: StreamFormat, request: StreamedRequest, caller: Caller): Promise<void> {
    if (response.closed) return;
    const stream = new EventStream(response, format, this.#options);
    this.#open.add(stream);
    response.on('close', () => this.#open.delete(stream));
    await stream.run(request, caller);
  }

  /** Ends them without a word of completion, so that clients come back with their cursors. */
  drain(): void {
    for (const stream of this.#open) stream.end();
  }
}

class EventStream {
  readonly #response: ServerResponse;
  readonly #format: StreamFormat;
  readonly #options: EventStreamOptions;
  readonly #outbox: Outbox;
  readonly #abort = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;
  #operation: RunningOperation | undefined;
  #watch: Disposable | undefined;
  #written: string | null = null;
  /** Its last words are in the outbox. */
  #isFinished = false;

  constructor(response: ServerResponse, format: StreamFormat, options: EventStreamOptions) {
    this.#response = response;
    this.#format = format;
    this.#options = options;
    this.#outbox = new Outbox({
      write: (text, written) => {
        response.write(text, () => {
          written();
          if (this.#isFinished && this.#outbox.isEmpty) response.end();
        });
      },
      maximumQueued: options.maximumQueued,
      onStall: () => this.#endSlow(),
      onFlood: () => response.destroy(),
    });
    response.writeHead(200, {
      'content-type': format.contentType,
      'cache-control': 'no-cache, no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    this.#outbox.push(STREAM, format.opening);
    this.#heartbeat = setInterval(() => this.#beat(), format.heartbeatMs);
    response.on('close', () => {
      clearInterval(this.#heartbeat);
      this.#stop();
      this.#outbox.close();
    });
  }

  async run(request: StreamedRequest, caller: Caller): Promise<void> {
    const sink: OperationSink = {
      next: (payload, cursor) => {
        const text = this.#format.response(payload, cursor);
        if (cursor === null) this.#outbox.push(STREAM, text);
        else
          this.#outbox.pushEvent(STREAM, text, () => {
            this.#written = cursor;
          });
      },
      fail: (errors) => this.#finish(this.#format.errors(errors)),
      complete: () => this.#finish(''),
      isFull: () => this.#outbox.isFull,
      room: () => this.#outbox.room(),
    };
    this.#watch = this.#options.sessions.watch(caller, () => {
      const cursor = this.#operation?.cursor ?? undefined;
      sink.fail([unauthenticated({ ...caller, isRefused: true }, { cursor }).toJSON()]);
    });
    const operation = await this.#options.operations.run(request, caller, sink, this.#abort.signal);
    if (this.#abort.signal.aborted) {
      operation.close();
      this.#watch[Symbol.dispose]();
    } else this.#operation = operation;
  }

  /** What waits is dropped: the client comes back for it. One with its last words ends by itself. */
  end(): void {
    if (this.#isFinished) return;
    this.#stop();
    this.#outbox.close();
    this.#response.end();
  }

  #finish(last: string): void {
    if (this.#abort.signal.aborted) return;
    this.#stop();
    // Behind what waits; the response ends once that has been taken.
    this.#isFinished = true;
    this.#outbox.push(STREAM, `${last}${this.#format.end}`);
  }

  #endSlow(): void {
    const cursor = this.#written ?? this.#operation?.start;
    if (this.#abort.signal.aborted || !cursor) return;
    this.#outbox.drop(STREAM);
    this.#finish(this.#format.errors([slowConsumer(cursor).toJSON()]));
  }

  #beat(): void {
    if (this.#outbox.stalledMs > STALLED_MS) this.#response.destroy();
    else if (this.#outbox.isEmpty && !this.#isFinished) this.#outbox.push(STREAM, this.#format.heartbeat);
  }

  #stop(): void {
    this.#abort.abort();
    this.#operation?.close();
    this.#watch?.[Symbol.dispose]();
  }
}
