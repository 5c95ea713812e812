import { type ApplyContext, applyEdit } from './apply.ts';
import { type Batch, emptyBatch, type ReplicaDatabase, writeBatch } from './database.ts';
import { idsOf, type QueuedEdit, type SavedFilter, type Tag, type Task } from './types.ts';

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
  timeZone = 'UTC';
  readonly #confirmed = new Map<string, Task>();
  #database: ReplicaDatabase | null;
  readonly #listeners = new Set<() => void>();
  #batch: Batch = emptyBatch();
  #writing: Promise<void> | null = null;
  #told = true;

  /** @param database null: nothing outlives the page */
  constructor(database: ReplicaDatabase | null) {
    this.#database = database;
  }

  /** Reads what is on disk. Returns the position of the change stream that it is at; null where there is nothing. */
  async load(): Promise<string | null> {
    if (!this.#database) return null;
    const [tasks, tags, filters, queue, cursor] = await Promise.all([
      this.#database.getAll('tasks'),
      this.#database.getAll('tags'),
      this.#database.getAll('filters'),
      this.#database.getAll('edits'),
      this.#database.get('meta', 'cursor'),
    ]);
    for (const task of tasks) this.#confirmed.set(task.id, task);
    for (const task of tasks) this.tasks.set(task.id, task);
    for (const tag of tags) this.tags.set(tag.id, tag);
    for (const filter of filters) this.filters.set(filter.id, filter);
    this.setQueue(queue);
    this.#tell();
    return cursor ?? null;
  }

  confirmed(id: string): Task | undefined {
    return this.#confirmed.get(id);
  }

  /** Takes tasks as the server has them; what is older than what is known is left out. */
  putTasks(tasks: readonly Task[], cursor: string | null = null): void {
    for (const task of tasks) {
      const known = this.#confirmed.get(task.id);
      if (known && known.version > task.version) continue;
      this.#confirmed.set(task.id, task);
      this.#batch.tasks.set(task.id, task);
      this.#derive(task.id);
    }
    this.moveTo(cursor);
  }

  removeTask(id: string, cursor: string | null = null): void {
    this.#confirmed.delete(id);
    this.#batch.tasks.set(id, null);
    this.#derive(id);
    this.moveTo(cursor);
  }

  putTags(tags: readonly Tag[], cursor: string | null = null): void {
    for (const tag of tags) {
      this.tags.set(tag.id, tag);
      this.#batch.tags.set(tag.id, tag);
    }
    this.moveTo(cursor);
  }

  removeTag(id: string, cursor: string | null = null): void {
    this.tags.delete(id);
    this.#batch.tags.set(id, null);
    this.moveTo(cursor);
  }

  putFilters(filters: readonly SavedFilter[]): void {
    for (const filter of filters) {
      this.filters.set(filter.id, filter);
      this.#batch.filters.set(filter.id, filter);
    }
    this.#changed();
  }

  removeFilter(id: string): void {
    this.filters.delete(id);
    this.#batch.filters.set(id, null);
    this.#changed();
  }

  /** Leaves only the given ones: after a full load, what the server no longer has is gone. */
  retain(kept: { tasks?: ReadonlySet<string>; tags?: ReadonlySet<string>; filters?: ReadonlySet<string> }): void {
    if (kept.tasks) for (const id of this.#confirmed.keys()) if (!kept.tasks.has(id)) this.removeTask(id);
    if (kept.tags) for (const id of this.tags.keys()) if (!kept.tags.has(id)) this.removeTag(id);
    if (kept.filters) for (const id of this.filters.keys()) if (!kept.filters.has(id)) this.removeFilter(id);
  }

  /** The replica is now as the stream left it at `cursor`. */
  moveTo(cursor: string | null): void {
    if (cursor !== null) this.#batch.cursor = cursor;
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

  #derive(id: string): void {
    const context: ApplyContext = { timeZone: this.timeZone, now: '', tag: (tag) => this.tags.get(tag) };
    let task = this.#confirmed.get(id);
    for (const { edit, at, problem } of this.queue) {
      if (problem === null && idsOf(edit).includes(id)) task = applyEdit(task, id, edit, { ...context, now: at });
    }
    if (task) this.tasks.set(id, task);
    else this.tasks.delete(id);
  }

  #changed(): void {
    this.revision += 1;
    this.#tell();
    this.#writing ??= Promise.resolve().then(() => this.#write());
  }

  /** A hidden tab has no frames, but its title and its toasts live on: a microtask is soon enough and costs one render. */
  #tell(): void {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
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
    const { tasks, tags, filters, cursor } = this.#batch;
    if (tasks.size + tags.size + filters.size > 0 || cursor !== null) this.#writing ??= this.#write();
  }
}
