import { type ApplyContext, applyEdit } from './apply.ts';
import { type Batch, emptyBatch, type ReplicaDatabase, writeBatch } from './database.ts';
import { type LoadPosition, positionOf } from './load.ts';
import { idsOf, type QueuedEdit, type SavedFilter, type Tag, type Task } from './types.ts';

/** Changes that are remembered for those who keep something level with the tasks. */
const REMEMBERED = 2_000;
/** Pages that are read in the background are told of so often: what they make draw anew takes time too. */
const QUIET_MS = 400;

/**
 * What this device knows of the account: tasks, tags and filters as the server last told, and above them the edits that it has
 * not taken yet. `tasks` is both together, and what every list is made of. Changes are told to listeners once a frame at most.
 */
export class Replica {
  readonly tags = new Map<string, Tag>();
  readonly filters = new Map<string, SavedFilter>();
  readonly tasks = new Map<string, Task>();
  /** Oldest first. */
  queue: readonly QueuedEdit[] = [];
  /** Counts up with each change. */
  revision = 0;
  /** Counts up with each change of a tag or a filter. */
  labels = 0;
  timeZone = 'UTC';
  readonly #confirmed = new Map<string, Task>();
  #database: ReplicaDatabase | null;
  readonly #listeners = new Set<() => void>();
  #batch: Batch = emptyBatch();
  #writing: Promise<void> | null = null;
  #told = true;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #cursor: string | null = null;
  /** Of a load, what was known before it began and it has not come across. */
  #stale: Set<string> | null = null;
  /** What the stream said is gone: a page may have been on its way since before that. */
  readonly #gone = new Set<string>();
  readonly #changes: { readonly revision: number; readonly id: string; readonly before: Task | undefined }[] = [];
  /** After this revision, all changes are remembered. */
  #rememberedFrom = 0;

  /** @param database null: nothing outlives the page */
  constructor(database: ReplicaDatabase | null) {
    this.#database = database;
  }

  /**
   * Reads what is on disk. Returns the position of the change stream that it is at, null where there is nothing; and how far the
   * account was read by then, null where all of it was.
   */
  async load(): Promise<{ cursor: string | null; position: LoadPosition | null }> {
    if (!this.#database) return { cursor: null, position: null };
    const [tasks, tags, filters, queue, cursor = null, load] = await Promise.all([
      this.#database.getAll('tasks'),
      this.#database.getAll('tags'),
      this.#database.getAll('filters'),
      this.#database.getAll('edits'),
      this.#database.get('meta', 'cursor'),
      this.#database.get('meta', 'load'),
    ]);
    for (const task of tasks) this.#confirmed.set(task.id, task);
    for (const task of tasks) this.tasks.set(task.id, task);
    for (const tag of tags) this.tags.set(tag.id, tag);
    for (const filter of filters) this.filters.set(filter.id, filter);
    this.#cursor = cursor;
    const position = positionOf(load);
    if (position?.again) this.beginLoad();
    this.setQueue(queue);
    this.#rememberedFrom = this.revision;
    this.#tell();
    return { cursor, position };
  }

  /** From here on pages of all that there is will come. Returns whether anything was known before. */
  beginLoad(): boolean {
    this.#stale = new Set(this.#confirmed.keys());
    return this.#stale.size > 0;
  }

  /**
   * Takes a page of tasks. What has come by the stream or from the user's own edits since the load began is newer than any page.
   * @param position how far the load is with it; null at its end, when what it has not come across is gone; undefined where the
   *   page was read out of turn, because it is what the user looks at
   */
  putPage(tasks: readonly Task[], position?: LoadPosition | null): void {
    for (const task of tasks) {
      const known = this.#confirmed.get(task.id);
      const stale = this.#stale?.delete(task.id) === true;
      if (this.#gone.has(task.id)) continue;
      if (!known || task.version > known.version || (stale && task.version === known.version)) this.#confirm(task);
    }
    if (position === null) {
      for (const id of this.#stale ?? []) this.#remove(id);
      this.#stale = null;
    }
    if (position !== undefined) this.#batch.load = position === null ? '' : JSON.stringify(position);
    // Another tab may have written a later one, without what this page is older than.
    this.#batch.cursor ??= this.#cursor;
    this.#changed(position?.after != null);
  }

  confirmed(id: string): Task | undefined {
    return this.#confirmed.get(id);
  }

  /** Takes tasks as the server has them; what is older than what is known is left out. */
  putTasks(tasks: readonly Task[], cursor: string | null = null): void {
    for (const task of tasks) {
      const known = this.#confirmed.get(task.id);
      this.#stale?.delete(task.id);
      this.#gone.delete(task.id);
      if (!known || known.version <= task.version) this.#confirm(task);
    }
    this.moveTo(cursor);
  }

  removeTask(id: string, cursor: string | null = null): void {
    this.#gone.add(id);
    this.#remove(id);
    this.moveTo(cursor);
  }

  putTags(tags: readonly Tag[], cursor: string | null = null): void {
    for (const tag of tags) {
      this.tags.set(tag.id, tag);
      this.#batch.tags.set(tag.id, tag);
    }
    this.labels += 1;
    this.moveTo(cursor);
  }

  removeTag(id: string, cursor: string | null = null): void {
    this.tags.delete(id);
    this.#batch.tags.set(id, null);
    this.labels += 1;
    this.moveTo(cursor);
  }

  putFilters(filters: readonly SavedFilter[]): void {
    for (const filter of filters) {
      this.filters.set(filter.id, filter);
      this.#batch.filters.set(filter.id, filter);
    }
    this.labels += 1;
    this.#changed();
  }

  removeFilter(id: string): void {
    this.filters.delete(id);
    this.#batch.filters.set(id, null);
    this.labels += 1;
    this.#changed();
  }

  /** Leaves only the given ones: what the server no longer has is gone. */
  retain(kept: { tags?: ReadonlySet<string>; filters?: ReadonlySet<string> }): void {
    if (kept.tags) for (const id of this.tags.keys()) if (!kept.tags.has(id)) this.removeTag(id);
    if (kept.filters) for (const id of this.filters.keys()) if (!kept.filters.has(id)) this.removeFilter(id);
  }

  /** The replica is now as the stream left it at `cursor`. */
  moveTo(cursor: string | null): void {
    if (cursor !== null) {
      this.#cursor = cursor;
      this.#batch.cursor = cursor;
    }
    this.#changed();
  }

  setQueue(queue: readonly QueuedEdit[]): void {
    const touched = new Set([...this.queue, ...queue].flatMap(({ edit }) => idsOf(edit)));
    this.queue = queue;
    for (const id of touched) this.#derive(id);
    this.#changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Each task that has changed since then, as it was then; null where that is too long ago. */
  changesSince(revision: number): ReadonlyMap<string, Task | undefined> | null {
    if (revision < this.#rememberedFrom) return null;
    const changed = new Map<string, Task | undefined>();
    // The last ones first: of a task that changed more than once, what it was before all of that stays.
    for (let at = this.#changes.length - 1; at >= 0; at--) {
      const change = this.#changes[at];
      if (!change || change.revision <= revision) break;
      changed.set(change.id, change.before);
    }
    return changed;
  }

  #confirm(task: Task): void {
    this.#confirmed.set(task.id, task);
    this.#batch.tasks.set(task.id, task);
    this.#derive(task.id);
  }

  #remove(id: string): void {
    this.#stale?.delete(id);
    this.#confirmed.delete(id);
    this.#batch.tasks.set(id, null);
    this.#derive(id);
  }

  #derive(id: string): void {
    const before = this.tasks.get(id);
    const context: ApplyContext = { timeZone: this.timeZone, now: '', tag: (tag) => this.tags.get(tag) };
    let task = this.#confirmed.get(id);
    for (const { edit, at, problem } of this.queue) {
      if (problem === null && idsOf(edit).includes(id)) task = applyEdit(task, id, edit, { ...context, now: at });
    }
    if (task) this.tasks.set(id, task);
    else this.tasks.delete(id);
    if (before !== task) this.#changes.push({ revision: this.revision + 1, id, before });
  }

  #changed(quietly = false): void {
    this.revision += 1;
    if (this.#changes.length > 2 * REMEMBERED) {
      this.#rememberedFrom = this.#changes[REMEMBERED - 1]?.revision ?? this.revision;
      this.#changes.splice(0, REMEMBERED);
    }
    if (quietly) this.#quiet ??= setTimeout(() => this.#tell(), QUIET_MS);
    else this.#tell();
    this.#writing ??= Promise.resolve().then(() => this.#write());
  }

  /** A hidden tab has no frames, but its title and its toasts live on: a microtask is soon enough and costs one render. */
  #tell(): void {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      clearTimeout(this.#quiet);
      this.#quiet = undefined;
      for (const listener of this.#listeners) listener();
    });
  }

  async #write(): Promise<void> {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    try {
      if (this.#database) await writeBatch(this.#database, batch);
    } catch {
      // A full or closed disk: the page goes on in memory. What lies there keeps its cursor, and the next start goes on from it.
      this.#database = null;
    } finally {
      this.#writing = null;
    }
    const { tasks, tags, filters, cursor, load } = this.#batch;
    if (tasks.size + tags.size + filters.size > 0 || (cursor ?? load) !== null) this.#writing ??= this.#write();
  }
}
