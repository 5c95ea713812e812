import { badInput, notFound, RondoError } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { type ImportJobState, ImportProgressed } from '@rondo/schema/events/import.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { type TransferFormat, transferFormats } from '@rondo/schema/methods/transfer.ts';
import { encodingOf } from './text.ts';

/** A row of tasks.import_job, with names as the table has them. */
export interface ImportJob {
  id: string;
  owner_id: string;
  format: TransferFormat;
  encoding: 'utf-8' | 'utf-16le';
  time_zone: string;
  parts: number | null;
  position: number;
  total: number;
  done: number;
  failed: number;
  errors: string[];
  attempts: number;
  created_at: string;
  finished_at: string | null;
}

/** The job of Platform.onJob that has workers look for imports. */
export const importWakeUp = 'import-tasks';
/** Of one user, not finished. */
const maximumJobs = 5;
/** Parts of a content, each of up to `maximumPart` bytes. */
const maximumParts = 1_000;
const maximumPart = 1_024 * 1_024;
/** Of `importTasks`, in bytes. */
const textPart = 512 * 1_024;

export function jobState({ id, total, done, failed, errors, finished_at }: ImportJob): ImportJobState {
  return { id, total, done, failed, finished: finished_at !== null, errors };
}

export function emitProgress(operation: Operation, job: ImportJob): void {
  operation.emit(ImportProgressed, job.id, { job: jobState(job) }, job.owner_id);
}

/** An import of a text that has come with the call. Throws BAD_USER_INPUT, and RATE_LIMITED for too many at once. */
export async function createJob(operation: Operation, input: { format: string; content: string }): Promise<ImportJob> {
  const format = readFormat(input.format);
  if (input.content.trim() === '') throw badInput('content', 'Expected some content to import, got none.');
  const job = await insertJob(operation, format);
  // Kept as it came: UTF-8 could not say where its lone surrogates are.
  const bytes = Buffer.from(input.content, 'utf16le');
  const parts = Math.ceil(bytes.length / textPart);
  for (let sequence = 0; sequence < parts; sequence++) {
    await insertPart(operation, job.id, sequence, bytes.subarray(sequence * textPart, (sequence + 1) * textPart));
  }
  return release(operation, job.id, parts, 'utf-16le');
}

function readFormat(given: string): TransferFormat {
  const format = transferFormats.find((name) => name === given.trim().toUpperCase());
  if (format) return format;
  throw badInput('format', `Expected one of ${transferFormats.join(', ')}, got ${JSON.stringify(given.slice(0, 40))}.`);
}

/** An import whose content follows, part by part. */
export async function beginJob(operation: Operation, format: TransferFormat): Promise<{ jobId: string }> {
  return { jobId: (await insertJob(operation, format)).id };
}

export async function appendPart(
  operation: Operation,
  { jobId, sequence, data }: { jobId: string; sequence: number; data: string },
): Promise<void> {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > maximumPart) throw badInput('data', `Expected at most ${maximumPart} bytes, got ${bytes.length}.`);
  if (sequence >= maximumParts) throw badInput('sequence', `Expected at most ${maximumParts} parts.`);
  const job = await lockJob(operation, jobId);
  if (job.parts !== null) throw badInput('jobId', 'This import has its content already.');
  await insertPart(operation, jobId, sequence, bytes);
}

/** The content is there: from now on workers may take the job. */
export async function startJob(
  operation: Operation,
  { jobId, parts }: { jobId: string; parts: number },
): Promise<ImportJob> {
  const job = await lockJob(operation, jobId);
  if (job.parts !== null) return job;
  const [row] = await queryRows<{ count: number; first: Buffer | null }>(
    operation.em,
    `select count(*)::int as count, (select substring(data for 2) from tasks.import_part where job_id = $1 and sequence = 0) as first
     from tasks.import_part where job_id = $1`,
    [jobId],
  );
  if (row?.count !== parts) throw badInput('parts', `Expected as many as have come, ${row?.count ?? 0}, got ${parts}.`);
  return release(operation, jobId, parts, encodingOf(row.first ?? new Uint8Array()));
}

export async function dropJob({ em }: Operation, jobId: string): Promise<void> {
  await queryRows(em, 'delete from tasks.import_job where id = $1 and parts is null', [jobId]);
}

/** For a DataLoader. */
export async function jobsById({ em }: Operation, ids: readonly string[]): Promise<(ImportJobState | null)[]> {
  const rows = await queryRows<ImportJob>(em, 'select * from tasks.import_job where id = any($1)', [
    ids.filter((id) => isId('job', id)),
  ]);
  const byId = new Map(rows.map((row) => [row.id, jobState(row)]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function insertJob({ em, principal, now }: Operation, format: TransferFormat): Promise<ImportJob> {
  const { userId, timeZone } = principal;
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tasks.imports ${userId}`]);
  const [open] = await queryRows<{ count: number }>(
    em,
    'select count(*)::int as count from tasks.import_job where owner_id = $1 and finished_at is null',
    [userId],
  );
  if (open && open.count >= maximumJobs) {
    throw new RondoError(
      ErrorCode.RATE_LIMITED,
      `Expected at most ${maximumJobs} imports at once. Wait until one is finished, then try again.`,
      { retryAfter: 10 },
    );
  }
  const [job] = await queryRows<ImportJob>(
    em,
    `insert into tasks.import_job (id, owner_id, format, encoding, time_zone, created_at)
     values ($1, $2, $3, 'utf-8', $4, $5) returning *`,
    [newId('job'), userId, format, timeZone, now],
  );
  if (!job) throw new Error('The import was not inserted.');
  return job;
}

async function insertPart({ em, principal }: Operation, jobId: string, sequence: number, data: Buffer): Promise<void> {
  await queryRows(
    em,
    `insert into tasks.import_part (job_id, sequence, owner_id, data) values ($1, $2, $3, $4)
     on conflict (job_id, sequence) do update set data = excluded.data`,
    [jobId, sequence, principal.userId, data],
  );
}

async function release(
  operation: Operation,
  jobId: string,
  parts: number,
  encoding: 'utf-8' | 'utf-16le',
): Promise<ImportJob> {
  const [job] = await queryRows<ImportJob>(
    operation.em,
    'update tasks.import_job set parts = $2, encoding = $3 where id = $1 returning *',
    [jobId, parts, encoding],
  );
  if (!job) throw notFound('jobId', 'import', jobId);
  emitProgress(operation, job);
  return job;
}

async function lockJob({ em }: Operation, jobId: string): Promise<ImportJob> {
  const [job] = await queryRows<ImportJob>(em, 'select * from tasks.import_job where id = $1 for update', [jobId]);
  if (!job) throw notFound('jobId', 'import', jobId);
  return job;
}
