import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { decodeContent } from './content-coding.ts';
import {
  type DataSource,
  type SubgraphError,
  type SubgraphRequest,
  type SubgraphResult,
  SubgraphUnavailable,
} from './source.ts';

export interface HttpSourceOptions {
  /** Connections kept to one origin. */
  readonly connections?: number;
  /** Larger answers are refused. */
  readonly maxResponseBytes?: number;
  readonly connectTimeoutMs?: number;
}

/** Sources that share one connection pool for each origin. */
export interface HttpSources extends AsyncDisposable {
  source(url: string): DataSource;
}

/** GraphQL over HTTP (POST, JSON) by undici pools with kept connections. */
export function createHttpSources(options: HttpSourceOptions = {}): HttpSources {
  const pools = new Map<string, Pool>();
  const maxBytes = options.maxResponseBytes ?? 16 * 1024 * 1024;
  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: options.connections ?? 128,
        pipelining: 1,
        connect: { timeout: options.connectTimeoutMs ?? 3_000 },
        // The executor's own timeout and signal end a fetch.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      pools.set(origin, pool);
    }
    return pool;
  };
  return {
    source(url) {
      const { origin, pathname, search } = new URL(url);
      const pool = poolOf(origin);
      const path = pathname + search;
      const dispatch = (request: SubgraphRequest, exchange: Exchange): void => {
        pool.dispatch({ path, method: 'POST', headers: headersOf(request), body: request.body }, exchange);
      };
      return {
        execute: (request) =>
          new Promise((resolve, reject) => {
            const exchange = new Exchange(request, maxBytes, resolve, (error) => {
              if (request.kind !== 'query' || !(error instanceof ConnectionLost)) return reject(error);
              dispatch(request, new Exchange(request, maxBytes, resolve, reject));
            });
            dispatch(request, exchange);
          }),
      };
    },
    async [Symbol.asyncDispose]() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.destroy()));
    },
  };
}

function headersOf(request: SubgraphRequest): string[] {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/graphql-response+json, application/json;q=0.9',
  ];
  const forwarded = request.context.headers;
  if (forwarded) for (const name in forwarded) headers.push(name, forwarded[name] ?? '');
  return headers;
}

/**
 * A kept connection that the other side closed before it answered, as it does when it restarts. A query can be sent
 * again.
 */
class ConnectionLost extends SubgraphUnavailable {}

const LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * One request and its answer, on undici's dispatch interface: `request()` builds a stream for each body, which costs
 * more than the body.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #subgraph: string;
  readonly #maxBytes: number;
  readonly #resolve: (result: SubgraphResult) => void;
  readonly #reject: (error: SubgraphUnavailable) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelled: Error | undefined;
  #status = 0;
  #coding: string | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    request: SubgraphRequest,
    maxBytes: number,
    resolve: (result: SubgraphResult) => void,
    reject: (error: SubgraphUnavailable) => void,
  ) {
    this.#subgraph = request.subgraph;
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    request.cancellation.listen((reason) => {
      this.#cancelled = reason;
      this.#fail(reason);
      this.#controller?.abort(reason);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Cancelled while it waited for a connection.
    if (this.#cancelled) controller.abort(this.#cancelled);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    const coding = headers['content-encoding'];
    if (coding !== undefined && coding !== 'identity') this.#coding = String(coding);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      controller.abort(new Error(`expected an answer of at most ${this.#maxBytes} bytes, got more`));
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const first = this.#chunks[0];
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    if (this.#coding === undefined) this.#finish(body);
    else
      decodeContent(body, this.#coding, this.#maxBytes).then(
        (decoded) => this.#finish(decoded),
        (error: Error) => this.#fail(error),
      );
  }

  #finish(body: Buffer): void {
    const result = parseResult(body.toString('utf8'));
    if (result) this.#resolve(result);
    else this.#fail(new Error(`expected a GraphQL result, got HTTP ${this.#status} without one`));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #fail(cause: Error & { code?: string }): void {
    const message = `${this.#subgraph}: ${cause.message}`;
    if (this.#status === 0 && LOST.has(cause.code ?? '')) {
      this.#reject(new ConnectionLost(message, { cause }));
      return;
    }
    const code = this.#status === 401 ? 'UNAUTHENTICATED' : this.#status === 403 ? 'FORBIDDEN' : undefined;
    this.#reject(new SubgraphUnavailable(message, { code, cause }));
  }
}

/** A well-formed GraphQL response (specification §7.1), or nothing. One without data says why. */
function parseResult(text: string): SubgraphResult | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const { data, errors } = body as { data?: SubgraphResult['data']; errors?: unknown };
  if (data !== undefined && (typeof data !== 'object' || Array.isArray(data))) return undefined;
  if (errors === undefined || errors === null) return data ? body : undefined;
  if (!Array.isArray(errors) || (errors.length === 0 && !data)) return undefined;
  return { data, errors: errors.map(readError) };
}

/** Of an error what is as §7.1.2 has it: what others put there must not cost the data beside it. */
function readError(error: unknown): SubgraphError {
  if (!isRecord(error)) return {};
  const { message, path, extensions } = error;
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(isPath(path) ? { path } : {}),
    ...(isRecord(extensions) ? { extensions } : {}),
  };
}

function isPath(path: unknown): path is (string | number)[] {
  return Array.isArray(path) && path.every((element) => typeof element === 'string' || typeof element === 'number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
