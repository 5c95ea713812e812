import { setTimeout as delay } from 'node:timers/promises';
import { CommunicationProtocolEnum, DaprClient, LogLevel } from '@dapr/dapr';
import { Agent, request } from 'undici';
import type { Logger } from '../log.ts';

export interface SidecarOptions {
  host: string;
  port: number;
  /** DAPR_API_TOKEN: what this process shows to the sidecar. */
  token: string;
  log: Logger;
}

export interface SidecarAnswer {
  status: number;
  text: string;
}

const pollMs = 200;

/**
 * The sidecar of this process. `client` is Dapr's own for events, state and secrets; `call` is for service invocation,
 * which must be cancellable, and for the Jobs API, which the client has not.
 */
export class Sidecar implements AsyncDisposable {
  readonly client: DaprClient;
  readonly #base: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor({ host, port, token, log }: SidecarOptions) {
    this.client = new DaprClient({
      daprHost: host,
      daprPort: String(port),
      daprApiToken: token,
      communicationProtocol: CommunicationProtocolEnum.HTTP,
      logger: { level: LogLevel.Error, service: quietLog(log) },
    });
    this.#base = `http://${host}:${port}`;
    this.#token = token;
    // Timeouts of calls are the sidecar's resiliency policy; these are the net under a sidecar that hangs.
    this.#agent = new Agent({ connections: 64, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** Resolves once the sidecar has its components. Throws where it has not within `patienceMs`. */
  async ready(patienceMs: number): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await this.#hasComponents())) {
      if (performance.now() > deadline)
        throw new Error(
          `The sidecar at ${this.#base} is not there, or not ready: its own log says why, such as a Kafka or a Redis that it can't reach.`,
        );
      await delay(pollMs);
    }
    await this.client.start();
  }

  async call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
  ): Promise<SidecarAnswer> {
    const answer = await request(this.#base + path, {
      method,
      dispatcher: this.#agent,
      headers: { 'dapr-api-token': this.#token, 'content-type': 'application/json', ...options.headers },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  #hasComponents(): Promise<boolean> {
    return this.call('GET', '/v1.0/healthz/outbound').then(
      ({ status }) => status === 204,
      () => false,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not `client.stop()`: it closes the connections of every client of this process.
    await this.#agent.destroy();
  }
}

/** Its callers report what failed, so that the client's own lines are detail. */
function quietLog(log: Logger) {
  const line =
    () =>
    (message: unknown, ...details: unknown[]) =>
      log.debug({ details }, `dapr: ${String(message)}`);
  return { error: line(), warn: line(), info: line(), verbose: line(), debug: line() };
}
