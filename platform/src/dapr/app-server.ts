import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../log.ts';

export interface AppRequest {
  /** What follows the route's name, decoded. */
  readonly segments: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Aborted when the sidecar has hung up. */
  readonly signal: AbortSignal;
}

export interface Answer {
  status: number;
  body?: unknown;
}

export type Route = (request: AppRequest) => Promise<Answer>;

export interface AppServerOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** APP_API_TOKEN: what the sidecar shows with every call. Who shows another, or none, gets 401. */
  token: string;
  log: Logger;
}

/** Longer than a bulk of fifty events, or a call of another service, may be. */
const maxBodyBytes = 64 * 1024 * 1024;

/** The channel by which the sidecar reaches this process, and nobody else. */
export class AppServer implements AsyncDisposable {
  /** What `/health/ready` tells: whether whoever runs here has all that it needs. */
  ready = false;
  readonly #server: Server;
  readonly #routes = new Map<string, Route>();
  readonly #token: Buffer;
  readonly #log: Logger;

  static async listen(options: AppServerOptions): Promise<AppServer> {
    const server = new AppServer(options);
    server.#server.listen(options.port, options.host);
    await once(server.#server, 'listening');
    return server;
  }

  private constructor({ token, log }: AppServerOptions) {
    if (token === '') throw new Error('APP_API_TOKEN is empty: anybody could forge events.');
    this.#token = Buffer.from(token);
    this.#log = log;
    // The sidecar keeps its connections: one that is closed under it would fail a delivery.
    this.#server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      void this.#answer(request, response);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** All requests whose path begins with `/<name>/`. */
  route(name: string, route: Route): void {
    this.#routes.set(name, route);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    // What is in hand was waited for by those who had it; what is left are requests that nobody will answer.
    setTimeout(() => this.#server.closeAllConnections(), 200).unref();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hungUp = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) hungUp.abort(new Error('The caller has hung up.'));
    });
    let answer: Answer;
    try {
      answer = await this.#dispatch(request, hungUp.signal);
    } catch (error) {
      if (!hungUp.signal.aborted) this.#log.error({ err: error, path: request.url }, 'a call of the sidecar failed');
      answer = { status: 500 };
    }
    if (response.destroyed) return;
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
    // What was not read of a refused request.
    if (!request.complete) request.resume();
  }

  async #dispatch(request: IncomingMessage, signal: AbortSignal): Promise<Answer> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/health/live') return { status: 200 };
    if (path === '/health/ready') return { status: this.ready ? 200 : 503 };
    if (!this.#isFromSidecar(request.headers['dapr-api-token'])) {
      this.#log.warn(
        { path, from: request.socket.remoteAddress },
        'a call without the token of the sidecar was refused',
      );
      return { status: 401, body: { error: 'Only the sidecar may call here: APP_API_TOKEN did not match.' } };
    }
    // Subscriptions are declared, actors not used.
    if (path === '/dapr/subscribe') return { status: 200, body: [] };
    const [name = '', ...segments] = path.split('/').slice(1).map(decodeURIComponent);
    const route = this.#routes.get(name);
    if (!route) return { status: 404 };
    const body = await read(request);
    if (!body) return { status: 413 };
    return route({ segments, headers: request.headers, body, signal });
  }

  #isFromSidecar(shown: string | string[] | undefined): boolean {
    const token = Buffer.from(typeof shown === 'string' ? shown : '');
    return token.length === this.#token.length && timingSafeEqual(token, this.#token);
  }
}

/** Null where it is too long. */
async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
