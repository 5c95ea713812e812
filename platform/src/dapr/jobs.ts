import { setTimeout as delay } from 'node:timers/promises';
import { RondoError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Answer, AppRequest } from './app-server.ts';
import type { Sidecar } from './sidecar.ts';

type JobHandler = (signal: AbortSignal) => Promise<void>;

/** Between the calls of a handler that fails, or that is not there. */
const retryInterval = '1s';
/** The scheduler keeps time to the second: what comes early by less than this waits here. */
const longestEarlyMs = 2_000;

/** How late the scheduler's call of a job may be before the net catches it. */
const overdueMs = 5_000;

/** Dapr's Jobs API: `POST /job/<name>` calls back. A job belongs to the app that schedules it. */
export class Jobs {
  readonly #sidecar: Sidecar;
  readonly #appId: string;
  readonly #log: Logger;
  readonly #handlers = new Map<string, JobHandler>();
  /** When what this process scheduled is due, until it was called: on the clock that nobody sets, in milliseconds. */
  readonly #due = new Map<string, number>();

  constructor(sidecar: Sidecar, appId: string, log: Logger) {
    this.#sidecar = sidecar;
    this.#appId = appId;
    this.#log = log;
  }

  async schedule(service: string, job: string, at: Date): Promise<void> {
    this.#own(service);
    const inMs = Math.max(at.getTime() - Date.now(), 0);
    const due = performance.now() + inMs;
    const { status, text } = await this.#sidecar.call('POST', pathOf(job), {
      body: {
        // From now on, not at an instant: the scheduler's clock may be another than ours.
        dueTime: `${inMs}ms`,
        data: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value: at.toISOString() },
        overwrite: true,
        // Without `maxRetries`: until it succeeds, or is unscheduled.
        failurePolicy: { constant: { interval: retryInterval } },
      },
    });
    if (status >= 300) throw new Error(`The job ${job} was not scheduled: ${status} ${text}`);
    this.#due.set(job, due);
  }

  async unschedule(service: string, job: string): Promise<void> {
    this.#own(service);
    this.#due.delete(job);
    const { status, text } = await this.#sidecar.call('DELETE', pathOf(job));
    if (status >= 300 && status !== 404) throw new Error(`The job ${job} was not unscheduled: ${status} ${text}`);
  }

  handle(service: string, job: string, handler: JobHandler): AsyncDisposable {
    this.#own(service);
    this.#handlers.set(job, handler);
    return {
      [Symbol.asyncDispose]: async () => {
        if (this.#handlers.get(job) === handler) this.#handlers.delete(job);
      },
    };
  }

  /** Answers the scheduler; whatever is not a 2xx is asked again. */
  async answer({ segments: [job = ''], body, signal }: AppRequest): Promise<Answer> {
    const handler = this.#handlers.get(job);
    if (!handler) return { status: 503 };
    const due = this.#due.get(job);
    const early = due === undefined ? dueTimeOf(body) - Date.now() : due - performance.now();
    if (early > longestEarlyMs) return { status: 503 };
    if (early > 0) await delay(early, undefined, { signal });
    return { status: (await this.#call(job, handler, signal)) ? 200 : 500 };
  }

  /** Answers the cron binding, the net: calls what the scheduler should have called and has not. */
  async catchUp({ signal }: AppRequest): Promise<Answer> {
    for (const [job, due] of this.#due) {
      const handler = this.#handlers.get(job);
      const late = performance.now() - due;
      if (!handler || late < overdueMs) continue;
      this.#log.warn({ job, late }, 'the scheduler has not called a job: it is called without it');
      await this.#call(job, handler, signal);
    }
    return { status: 200 };
  }

  async #call(job: string, handler: JobHandler, signal: AbortSignal): Promise<boolean> {
    const due = this.#due.get(job);
    try {
      await handler(signal);
      // Unless the handler has scheduled it anew.
      if (this.#due.get(job) === due) this.#due.delete(job);
      return true;
    } catch (error) {
      if (!signal.aborted && !(error instanceof RondoError)) this.#log.warn({ err: error, job }, 'a job failed');
      return false;
    }
  }

  #own(service: string): void {
    if (service !== this.#appId)
      throw new RangeError(`A job of ${service} is not for ${this.#appId} to schedule: expected its own service.`);
  }
}

const pathOf = (job: string) => `/v1.0-alpha1/jobs/${encodeURIComponent(job)}`;

/** In milliseconds since the epoch; 0 where the callback does not tell. */
function dueTimeOf(body: Buffer): number {
  try {
    const data = JSON.parse(body.toString()) as unknown;
    const text = typeof data === 'string' ? data : (data as { value?: unknown } | null)?.value;
    const at = Date.parse(String(text));
    return Number.isNaN(at) ? 0 : at;
  } catch {
    return 0;
  }
}
