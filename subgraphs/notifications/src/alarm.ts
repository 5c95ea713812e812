import type { EntityManager } from '@mikro-orm/postgresql';
import { Bell } from '@rondo/platform/database/bell.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import type { Reminder } from './entities.ts';

/** One for all replicas. */
const job = { service: 'notifications', name: 'reminders' } as const;

type Waiting = Pick<Reminder, 'fireAt'>;

/** The net: sweeps come this often even if every wake-up is lost. */
const sweepEveryMs = 30_000;
/** After trouble with the database. */
const retryMs = 1_000;
/** A job that is later than this is not waited for. */
const lateMs = 250;
/** So that a sweep which finds what is due in another's hands does not come again at once, and again. */
const soonestMs = 20;

/**
 * Brings the sweep when the earliest reminder is due, by one wake-up job, and every 30 s besides. A process that knows when the job should
 * have come sweeps without it.
 *
 * The table of due times is the truth; `notifications.alarm` says when the job comes. A job that has not come is never set to a later
 * time, so that a process which knows of one asks the database only about reminders that are earlier. All times are
 * the database's, so that a replica whose clock is wrong fires nothing early.
 */
export class Alarm implements AsyncDisposable {
  readonly #host: ServiceHost;
  readonly #sweep: (signal: AbortSignal) => Promise<void>;
  readonly #bell = new Bell();
  readonly #stopped = new AbortController();
  readonly #stack = new AsyncDisposableStack();
  /** When the job comes, as far as this process knows. */
  #armedFor: Date | null = null;
  /** When it is late, on this process's monotonic clock. */
  #lateAt = Number.POSITIVE_INFINITY;
  /** Reminders wait that the job may be too late for. */
  #asked = false;
  /** Sweeps of this process come one after the other. */
  #swept: Promise<void> = Promise.resolve();

  private constructor(host: ServiceHost, sweep: (signal: AbortSignal) => Promise<void>) {
    this.#host = host;
    this.#sweep = sweep;
  }

  static async start(host: ServiceHost, sweep: (signal: AbortSignal) => Promise<void>): Promise<Alarm> {
    const alarm = new Alarm(host, sweep);
    alarm.#stack.use(await host.platform.onJob(job.service, job.name, (signal) => alarm.#sweepAndArm(signal)));
    const running = alarm.#run();
    alarm.#stack.defer(() => running);
    return alarm;
  }

  /** Reminders wait since a transaction that has committed. */
  expect(reminders: readonly Waiting[]): void {
    const armedFor = this.#armedFor;
    const inTime = ({ fireAt }: Waiting) =>
      !fireAt || (armedFor !== null && armedFor.getTime() > Date.now() && fireAt >= armedFor);
    if (reminders.every(inTime)) return;
    this.#asked = true;
    this.#bell.ring();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#stack.disposeAsync();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    // What came due while nobody was here is swept at once.
    let nextSweep = performance.now();
    while (!signal.aborted) {
      try {
        if (performance.now() >= Math.min(nextSweep, this.#lateAt)) {
          nextSweep = performance.now() + sweepEveryMs;
          await this.#sweepAndArm(signal);
        } else if (this.#asked) {
          this.#asked = false;
          await this.#arm({ hasCome: false });
        }
      } catch (error) {
        this.#host.log.warn(error, 'reminders could not be looked at just now');
        nextSweep = performance.now() + retryMs;
        this.#lateAt = Number.POSITIVE_INFINITY;
      }
      await this.#bell.wait(Math.max(Math.min(nextSweep, this.#lateAt) - performance.now(), 0), signal);
    }
  }

  async #sweepAndArm(signal: AbortSignal): Promise<void> {
    const both = AbortSignal.any([signal, this.#stopped.signal]);
    const before = this.#swept;
    const done = Promise.withResolvers<void>();
    this.#swept = done.promise;
    await before;
    try {
      await this.#sweep(both);
      await this.#arm({ hasCome: true });
    } finally {
      done.resolve();
    }
  }

  /** Has the job come for the earliest reminder. `hasCome`: it has, or may have been lost, so that it is set whatever the table says. */
  async #arm({ hasCome }: { hasCome: boolean }): Promise<void> {
    await this.#host.asSystem(async ({ em }) => {
      // Held to the commit, so that of two that set the job the later one knows of both reminders.
      const armed = await readInstant(em, 'select at from notifications.alarm for update');
      const due = await readInstant(
        em,
        'select min(fire_at) as at from notifications.reminder where fire_at is not null',
      );
      const keeps = !hasCome && armed !== null && armed.inMs > 0 && (due === null || armed.at <= due.at);
      if (!keeps) {
        if (due) {
          const inMs = Math.max(Math.ceil(due.inMs), soonestMs);
          await this.#host.platform.schedule(job.service, job.name, new Date(Date.now() + inMs));
        }
        await queryRows(em, 'update notifications.alarm set at = $1', [due?.at ?? null]);
      }
      const next = keeps ? armed : due;
      this.#armedFor = next?.at ?? null;
      this.#lateAt = next ? performance.now() + Math.max(next.inMs, soonestMs) + lateMs : Number.POSITIVE_INFINITY;
    });
  }
}

/** The instant that `query` selects as `at`, and how far it is ahead by the database's clock. */
async function readInstant(em: EntityManager, query: string): Promise<{ at: Date; inMs: number } | null> {
  const [row] = await queryRows<{ at: string | null; inMs: number }>(
    em,
    `with selected as (${query})
     select to_json(at) as at, (extract(epoch from at - clock_timestamp()) * 1000)::float8 as "inMs" from selected`,
  );
  return row && row.at !== null ? { at: new Date(row.at), inMs: row.inMs } : null;
}
