import { Bell } from '@rondo/platform/database/bell.ts';
import { RondoError } from '@rondo/platform/errors.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { emitProgress, type ImportJob, importWakeUp } from './job.ts';
import { runImport, Superseded } from './run.ts';

/** An import belongs to its worker for so long, and longer while it says so: another takes over what a crash left. */
const leaseSeconds = 8;
const renewEveryMs = 2_000;
const pollMs = 5_000;
/** At the same time, each of another user. */
const slots = 2;
/** Without any progress in between. */
const maximumAttempts = 5;
const cleanEveryMs = 3_600_000;

/** Imports what users have asked for; workers of all replicas share the jobs. */
export async function startImports(host: ServiceHost): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const bell = new Bell();
  const stopped = new AbortController();
  const workers = Array.from({ length: slots }, () => work(host, bell, stopped.signal));
  stack.defer(async () => {
    stopped.abort();
    bell.ring();
    await Promise.all(workers);
  });
  stack.use(await host.platform.onJob('tasks', importWakeUp, async () => bell.ring()));
  const cleaning = setInterval(() => void clean(host), cleanEveryMs);
  cleaning.unref();
  stack.defer(() => clearInterval(cleaning));
  return stack.move();
}

async function work(host: ServiceHost, bell: Bell, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const job = await claim(host);
      if (job) {
        // There may be another, for another worker.
        bell.ring();
        await carryOut(host, job, signal);
      } else await bell.wait(pollMs, signal);
    } catch (error) {
      host.log.warn({ err: error }, 'imports could not be looked up just now');
      await new Bell().wait(1_000, signal);
    }
  }
}

async function carryOut(host: ServiceHost, job: ImportJob, signal: AbortSignal): Promise<void> {
  // Each of them took its process along: the next one is spared.
  if (job.attempts > maximumAttempts) return giveUp(host, job);
  const renewing = setInterval(() => {
    void hold(host, job, leaseSeconds).catch((error: unknown) =>
      host.log.warn({ err: error }, 'a lease was not renewed'),
    );
  }, renewEveryMs);
  renewing.unref();
  try {
    await runImport(host, job, signal);
  } catch (error) {
    if (error instanceof Superseded) return;
    const isAway = error instanceof RondoError && error.code === ErrorCode.UNAVAILABLE;
    if (!signal.aborted) host.log[isAway ? 'warn' : 'error']({ err: error, job: job.id }, 'an import was interrupted');
    if (!signal.aborted && !isAway && job.attempts >= maximumAttempts) await giveUp(host, job);
    else await hold(host, job, signal.aborted ? 0 : 2);
  } finally {
    clearInterval(renewing);
  }
}

/** The oldest import that nobody is at, of a user of whom no other is being done. */
function claim(host: ServiceHost): Promise<ImportJob | undefined> {
  return host.asSystem(async ({ em }) => {
    const [job] = await queryRows<ImportJob>(
      em,
      `update tasks.import_job set claimed_until = now() + make_interval(secs => $1), attempts = attempts + 1
       where id = (
         select job.id from tasks.import_job job
         where job.finished_at is null and job.parts is not null and coalesce(job.claimed_until, '-infinity') < now()
           and not exists (
             select from tasks.import_job other
             where other.owner_id = job.owner_id and other.finished_at is null and other.claimed_until >= now()
           )
         order by job.created_at limit 1 for update skip locked
       ) returning *`,
      [leaseSeconds],
    );
    return job;
  });
}

async function hold({ asSystem }: ServiceHost, { id }: ImportJob, seconds: number): Promise<void> {
  await asSystem(({ em }) =>
    queryRows(
      em,
      'update tasks.import_job set claimed_until = now() + make_interval(secs => $2) where id = $1 and finished_at is null',
      [id, seconds],
    ),
  );
}

async function giveUp({ asSystem }: ServiceHost, { id }: ImportJob): Promise<void> {
  await asSystem(async (operation) => {
    const [job] = await queryRows<ImportJob>(
      operation.em,
      `update tasks.import_job set finished_at = now(), errors = errors || $2
       where id = $1 and finished_at is null returning *`,
      [id, ['Something went wrong on our side. What was imported stays; import the file again for the rest.']],
    );
    if (!job) return;
    await queryRows(operation.em, 'delete from tasks.import_part where job_id = $1', [id]);
    emitProgress(operation, job);
  });
}

/** Content that did not come whole in a day, and what was told of imports a month ago. */
async function clean(host: ServiceHost): Promise<void> {
  await host
    .asSystem(({ em }) =>
      queryRows(
        em,
        `delete from tasks.import_job where finished_at < now() - interval '30 days'
           or (parts is null and created_at < now() - interval '1 day')`,
      ),
    )
    .catch((error: unknown) => host.log.warn({ err: error }, 'old imports were not removed just now'));
}
