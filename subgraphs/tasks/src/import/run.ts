import type { Operation } from '@rondo/platform/operation.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext, ServiceHost } from '@rondo/platform/service.ts';
import { importSeries } from '@rondo/schema/methods/recurrence.ts';
import { importTags } from '@rondo/schema/methods/tags.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import { saveFilter } from '../saved-filter.ts';
import { importBatch, type Outcome, type Placed } from './batch.ts';
import { importedId } from './identity.ts';
import {
  type FaultyItem,
  type FilterItem,
  messageOf,
  type ReadingContext,
  type SeriesItem,
  type TagItem,
  type TaskItem,
} from './item.ts';
import { emitProgress, type ImportJob } from './job.ts';
import { readItems } from './reader.ts';
import { type Survey, survey, TooMuch } from './survey.ts';
import { decode, NotText } from './text.ts';

/** Tasks made in one transaction. */
const batchSize = 500;
const maximumErrors = 100;

/** Another worker has gone on with the import. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Who an import acts for, and that it is the import that acts. */
export function principalOf(job: ImportJob): Principal {
  const actor = { kind: 'IMPORT' as const, id: job.id, name: null };
  return { userId: job.owner_id, actor, scopes: [...scopes], timeZone: job.time_zone };
}

/**
 * Does an import, or what is left of it, to its end or until `signal` is aborted. Each batch is one transaction with the job's
 * position, so that a process that dies in between repeats nothing. Throws Superseded.
 */
export async function runImport(host: ServiceHost, job: ImportJob, signal: AbortSignal): Promise<void> {
  const run = new ImportRun(host.as(principalOf(job)), job);
  try {
    await run.read(signal);
  } catch (error) {
    if (!(error instanceof NotText) && !(error instanceof TooMuch)) throw error;
    await run.finish([error.message]);
  }
}

function repeated({ place }: TaskItem | FaultyItem): FaultyItem {
  return {
    kind: 'fault',
    place,
    message: 'Its id is that of an earlier task of this file. Give each an id of its own.',
  };
}

class ImportRun {
  readonly #context: ServiceContext;
  readonly #reading: ReadingContext;
  readonly #series = new Map<string, string | null>();
  readonly #tagIds = new Map<string, string>();
  #job: ImportJob;
  #tags: TagItem[] = [];
  #waitingSeries: SeriesItem[] = [];
  #tasks: Placed<TaskItem | FaultyItem>[] = [];
  #errors: string[] = [];

  constructor(context: ServiceContext, job: ImportJob) {
    this.#context = context;
    this.#job = job;
    const { format, time_zone: timeZone, created_at } = job;
    this.#reading = { format, timeZone, now: new Date(created_at), overrides: new Map() };
  }

  async read(signal: AbortSignal): Promise<void> {
    const known = await survey(this.#chunks(signal), this.#reading);
    signal.throwIfAborted();
    if (this.#job.total !== known.total) await this.#advance({ total: known.total });
    let index = 0;
    for await (const item of readItems(this.#chunks(signal), this.#reading)) {
      signal.throwIfAborted();
      if (item.kind === 'task' || item.kind === 'fault') {
        if (index >= this.#job.position)
          this.#tasks.push({ item: known.isRepeated(index) ? repeated(item) : item, index });
        index += 1;
        if (this.#tasks.length >= batchSize) await this.#flush(known);
      } else if (item.kind === 'tag') {
        this.#tags.push(item);
        if (this.#tags.length >= batchSize) await this.#flushTags();
      } else if (item.kind === 'series') {
        this.#waitingSeries.push(item);
        if (this.#waitingSeries.length >= batchSize) await this.#flushSeries();
      } else await this.#saveFilter(item);
    }
    await this.#flush(known);
    await this.finish([]);
  }

  async finish(errors: readonly string[]): Promise<void> {
    await this.#advance({ errors: [...this.#errors.splice(0), ...errors], finished: true });
  }

  #chunks(signal: AbortSignal): AsyncIterable<string> {
    return decode(this.#parts(signal), this.#job.encoding);
  }

  async *#parts(signal: AbortSignal): AsyncGenerator<Buffer> {
    for (let sequence = 0; sequence < (this.#job.parts ?? 0); sequence++) {
      signal.throwIfAborted();
      const [row] = await this.#context.read(({ em }) =>
        queryRows<{ data: Buffer }>(em, 'select data from tasks.import_part where job_id = $1 and sequence = $2', [
          this.#job.id,
          sequence,
        ]),
      );
      if (!row) throw new Superseded(`The content of ${this.#job.id} is gone.`);
      yield row.data;
    }
  }

  /** Tags and series first, as tasks refer to them. */
  async #flush(known: Survey): Promise<void> {
    await this.#flushTags();
    await this.#flushSeries();
    const tasks = this.#tasks.splice(0);
    if (tasks.length === 0) return;
    const batch = {
      context: this.#context,
      survey: known,
      series: this.#series,
      tags: this.#tagIds,
      firstCreation: Date.parse(this.#job.created_at) - known.total,
    };
    let advanced: ImportJob | undefined;
    const errors = this.#errors.splice(0);
    await importBatch(batch, tasks, async (operation, outcome) => {
      const change = { ...outcome, errors: [...errors, ...outcome.errors], position: tasks.length };
      advanced = await advance(operation, this.#job, change);
    });
    if (advanced) this.#job = advanced;
  }

  /** Colours are kept; the tags themselves would come with the tasks. */
  async #flushTags(): Promise<void> {
    const tags = this.#tags.splice(0);
    if (tags.length === 0) return;
    try {
      await this.#context.invoke(importTags, { tags: tags.map(({ name, color }) => ({ name, color })) });
    } catch (error) {
      this.#errors.push(`tags: ${messageOf(error)}`);
    }
  }

  async #flushSeries(): Promise<void> {
    const items = this.#waitingSeries.splice(0);
    if (items.length === 0) return;
    const { userId } = this.#context.principal;
    const { results } = await this.#context.invoke(importSeries, {
      series: items.map(({ source, series }) => ({
        ...series,
        id: importedId('series', userId, source),
        originalId: source,
      })),
    });
    for (const [index, { source, place }] of items.entries()) {
      const result = results[index];
      this.#series.set(source, result && 'id' in result ? result.id : null);
      if (result && 'error' in result) this.#errors.push(`${place}: ${result.error}`);
    }
  }

  async #saveFilter({ source, name, query, place }: FilterItem): Promise<void> {
    try {
      await this.#context.write(async (operation) => {
        const rows = await queryRows(
          operation.em,
          'select 1 from tasks.saved_filter where lower(name) = lower($1) and query = $2',
          [name, query],
        );
        if (rows.length > 0) return;
        await saveFilter(operation, { id: importedId('filter', operation.principal.userId, source), name, query });
      });
    } catch (error) {
      this.#errors.push(`${place}: ${messageOf(error)}`);
    }
  }

  async #advance(change: Partial<JobChange>): Promise<void> {
    this.#job = await this.#context.write((operation) => advance(operation, this.#job, change));
  }
}

interface JobChange extends Outcome {
  /** How many tasks of the file have been dealt with. */
  position: number;
  total: number;
  finished: boolean;
}

/** Notes how far a job has come and says so. Throws Superseded where it has come farther meanwhile. */
async function advance(operation: Operation, job: ImportJob, change: Partial<JobChange>): Promise<ImportJob> {
  const { done = 0, failed = 0, position = 0, errors = [], total = job.total, finished = false } = change;
  const kept = [...new Set([...job.errors, ...errors.map(shownError)])].slice(0, maximumErrors);
  const [row] = await queryRows<ImportJob>(
    operation.em,
    `update tasks.import_job set position = position + $3, done = done + $4, failed = failed + $5, errors = $6, total = $7,
       finished_at = $8, attempts = 0
     where id = $1 and position = $2 and finished_at is null returning *`,
    [job.id, job.position, position, done, failed, kept, total, finished ? operation.now : null],
  );
  if (!row) throw new Superseded(`${job.id} has gone on without this worker.`);
  if (finished) await queryRows(operation.em, 'delete from tasks.import_part where job_id = $1', [job.id]);
  emitProgress(operation, row);
  return row;
}

/** What stands in a file may be of any length and no text at all. */
function shownError(text: string): string {
  return text.slice(0, 500).toWellFormed().replaceAll('\0', '\ufffd');
}
