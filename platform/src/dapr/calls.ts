import { ErrorCode } from '@rondo/schema/errors.ts';
import { RondoError, unavailable } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Invocation, Method } from '../platform.ts';
import { SpanKind, traced, traceparent } from '../telemetry/tracing.ts';
import type { Answer, AppRequest } from './app-server.ts';
import type { Sidecar } from './sidecar.ts';

const principalHeader = 'rondo-principal';

interface CallAnswer {
  result?: unknown;
  error?: { code: string; message: string; extensions: Record<string, unknown> };
}

/** Calls between services by Dapr's service invocation: `POST /methods/<service>/<method>` of the app that has the service's name. */
export class Calls {
  readonly #sidecar: Sidecar;
  readonly #log: Logger;
  readonly #served: { service: string; methods: Readonly<Record<string, Method>> }[] = [];

  constructor(sidecar: Sidecar, log: Logger) {
    this.#sidecar = sidecar;
    this.#log = log;
  }

  serve(service: string, methods: Readonly<Record<string, Method>>): AsyncDisposable {
    const served = { service, methods };
    this.#served.unshift(served);
    return {
      [Symbol.asyncDispose]: async () => {
        const index = this.#served.indexOf(served);
        if (index >= 0) this.#served.splice(index, 1);
      },
    };
  }

  invoke(invocation: Invocation): Promise<unknown> {
    const { service, method } = invocation;
    const attributes = { 'rpc.system': 'dapr', 'rpc.service': service, 'rpc.method': method };
    return traced(`invoke ${service}/${method}`, { kind: SpanKind.CLIENT, attributes }, () => this.#invoke(invocation));
  }

  async #invoke({ service, method, input, principal, signal }: Invocation): Promise<unknown> {
    signal?.throwIfAborted();
    let answer: CallAnswer;
    const caller = traceparent();
    try {
      const path = `/v1.0/invoke/${encodeURIComponent(service)}/method/methods/${encodeURIComponent(service)}/${encodeURIComponent(method)}`;
      const { status, text } = await this.#sidecar.call('POST', path, {
        body: { input },
        headers: { [principalHeader]: principal, ...(caller === undefined ? {} : { traceparent: caller }) },
        signal,
      });
      if (status !== 200) {
        this.#log.warn({ service, method, status, answer: text.slice(0, 500) }, 'a call of another service failed');
        throw unavailable(service);
      }
      answer = JSON.parse(text) as CallAnswer;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RondoError) throw error;
      this.#log.warn({ err: error, service, method }, 'a call of another service failed');
      throw unavailable(service);
    }
    if (!answer.error) return answer.result;
    const { code, message, extensions } = answer.error;
    const known = Object.values(ErrorCode).find((each) => each === code);
    throw known ? new RondoError(known, message, extensions) : unavailable(service);
  }

  /** Answers a call of the sidecar. A refusal that was meant is a 200 as well: anything else counts as a failure of this app in the caller's circuit breaker. */
  async answer({ segments: [service, name], headers, body, signal }: AppRequest): Promise<Answer> {
    const served = this.#served.find((each) => each.service === service && Object.hasOwn(each.methods, name ?? ''));
    const method = served?.methods[name ?? ''];
    if (!method) return { status: 501 };
    try {
      const { input } = JSON.parse(body.toString()) as { input: unknown };
      const principal = headers[principalHeader];
      const { traceparent: parent } = headers;
      const result = await traced(
        `${service}/${name}`,
        { kind: SpanKind.SERVER, parent: typeof parent === 'string' ? parent : undefined },
        () => method(input, typeof principal === 'string' ? principal : '', signal),
      );
      return { status: 200, body: { result } };
    } catch (error) {
      if (error instanceof RondoError) {
        const { code, message, extensions } = error;
        return { status: 200, body: { error: { code, message, extensions } } };
      }
      if (!signal.aborted) this.#log.error({ err: error, service, method: name }, 'a method failed unexpectedly');
      return { status: 500 };
    }
  }
}
