import { RondoError, unavailable } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Invocation, Method } from '../platform.ts';

/** Calls between services as function calls, with what goes over the wire elsewhere copied as JSON, so that nothing is shared. */
export class Calls {
  readonly #services = new Map<string, Readonly<Record<string, Method>>>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  serve(service: string, methods: Readonly<Record<string, Method>>): AsyncDisposable {
    this.#services.set(service, methods);
    return {
      [Symbol.asyncDispose]: async () => {
        if (this.#services.get(service) === methods) this.#services.delete(service);
      },
    };
  }

  async invoke({ service, method, input, principal, signal }: Invocation): Promise<unknown> {
    signal?.throwIfAborted();
    const methods = this.#services.get(service);
    const called = methods && Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!called) throw unavailable(service);
    const cancelled = new AbortController();
    const cancel = Promise.withResolvers<never>();
    // Nobody may be waiting for it any more.
    cancel.promise.catch(() => {});
    const abort = () => {
      cancelled.abort(signal?.reason);
      cancel.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return copy(await Promise.race([called(copy(input), principal, cancelled.signal), cancel.promise]));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RondoError) throw new RondoError(error.code, error.message, { ...error.extensions });
      this.#log.error({ err: error, service, method }, 'a method failed unexpectedly');
      throw unavailable(service);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

function copy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
