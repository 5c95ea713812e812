import { Bell } from '../database/bell.ts';
import type { Logger } from '../log.ts';
import { finish } from './grace.ts';
import type { Locks } from './locks.ts';
import type { Query } from './query.ts';
import type { Signals } from './signals.ts';

type Handler = (signal: AbortSignal) => Promise<void>;

interface Row {
  dueAt: Date;
  generation: string;
}

const jobsSignal = (service: string, job: string): string => `job/${service}/${job}`;

/** A timer runs on a clock that no adjustment moves; the wall clock is looked at this often, so that one is noticed. */
const clockCheckMs = 500;
const idlePollMs = 30_000;
const longestRetryMs = 30_000;

/** Wake-up calls as a timer over a table. */
export class Jobs {
  readonly #query: Query;
  readonly #locks: Locks;
  readonly #signals: Signals;
  readonly #log: Logger;

  constructor(query: Query, locks: Locks, signals: Signals, log: Logger) {
    this.#query = query;
    this.#locks = locks;
    this.#signals = signals;
    this.#log = log;
  }

  async schedule(service: string, job: string, at: Date): Promise<void> {
    await this.#query(
      `insert into platform.job (service, name, due_at) values ($1, $2, $3)
       on conflict (service, name) do update set due_at = excluded.due_at, generation = default`,
      [service, job, at],
    );
    this.#signals.send(jobsSignal(service, job));
  }

  async unschedule(service: string, job: string): Promise<void> {
    await this.#query('delete from platform.job where service = $1 and name = $2', [service, job]);
    this.#signals.send(jobsSignal(service, job));
  }

  handle(service: string, job: string, handler: Handler): AsyncDisposable {
    const stopped = new AbortController();
    const cancelled = new AbortController();
    const running = this.#run(service, job, handler, stopped.signal, cancelled.signal);
    return {
      [Symbol.asyncDispose]: async () => {
        stopped.abort();
        await finish(running, () => cancelled.abort());
      },
    };
  }

  async #run(service: string, job: string, handler: Handler, stopped: AbortSignal, cancelled: AbortSignal) {
    const bell = new Bell();
    using _wakeUps = this.#signals.on(jobsSignal(service, job), bell.ring);
    let failures = 0;
    while (!stopped.aborted) {
      try {
        const row = await this.#find(service, job);
        if (!row) await bell.wait(idlePollMs, stopped);
        else if (!(await this.#isDue(row.dueAt, bell, stopped))) continue;
        else if (!(await this.#call(service, job, row.generation, handler, cancelled))) await bell.wait(1_000, stopped);
        failures = 0;
      } catch (error) {
        this.#log.warn({ err: error, service, job }, 'a job failed; it runs again');
        await new Bell().wait(Math.min(50 * 2 ** failures++, longestRetryMs), stopped);
      }
    }
  }

  async #find(service: string, job: string): Promise<Row | undefined> {
    const { rows } = await this.#query<Row>(
      'select due_at as "dueAt", generation from platform.job where service = $1 and name = $2',
      [service, job],
    );
    return rows[0];
  }

  /** Waits until then; false where something changed meanwhile. */
  async #isDue(at: Date, bell: Bell, stopped: AbortSignal): Promise<boolean> {
    let rung = false;
    while (Date.now() < at.getTime() && !rung && !stopped.aborted) {
      const before = performance.now();
      const ms = Math.min(at.getTime() - Date.now(), clockCheckMs);
      await bell.wait(ms, stopped);
      rung = performance.now() - before < ms - 1;
    }
    return !rung && !stopped.aborted;
  }

  /** False where another process is at it. The row goes only if it was not scheduled anew meanwhile. */
  async #call(service: string, job: string, generation: string, handler: Handler, cancelled: AbortSignal) {
    await using lock = await this.#locks.take(jobsSignal(service, job));
    if (!lock) return false;
    if ((await this.#find(service, job))?.generation !== generation) return true;
    await handler(AbortSignal.any([cancelled, lock.lost]));
    await this.#query('delete from platform.job where service = $1 and name = $2 and generation = $3', [
      service,
      job,
      generation,
    ]);
    return true;
  }
}
