import type { ServiceContext } from '@rondo/platform/service.ts';
import type { ImportJobState } from '@rondo/schema/events/import.ts';
import { createJob, importWakeUp, jobState, startJob } from './job.ts';

/** Has a text be imported in the background. */
export async function importTasks(
  context: ServiceContext,
  input: { format: string; content: string },
): Promise<ImportJobState> {
  const job = await context.write((operation) => createJob(operation, input));
  await context.schedule(importWakeUp, new Date());
  return jobState(job);
}

/** The same for content that came part by part. */
export async function startImport(
  context: ServiceContext,
  input: { jobId: string; parts: number },
): Promise<{ job: ImportJobState }> {
  const job = await context.write((operation) => startJob(operation, input));
  await context.schedule(importWakeUp, new Date());
  return { job: jobState(job) };
}
