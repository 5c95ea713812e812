import { failureOf, isPassing } from '../api/errors.ts';
import { applyEdit, sameTouched, touchedBy } from './apply.ts';
import type { ReplicaDatabase } from './database.ts';
import { EditJournal } from './journal.ts';
import type { Replica } from './replica.ts';
import { fetchTask, sendEdit } from './send.ts';
import { type Edit, idsOf, type Problem, type QueuedEdit, type Task } from './types.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/** What a tab tells the others of the same account. */
interface Notice {
  readonly tasks: readonly Task[];
}

/**
 * The user's edits on their way to the server: kept on disk, sent in order, one tab at a time, until each has had its answer. An
 * edit whose fields were changed elsewhere is set aside with both versions; so is one that the server refuses. None is dropped.
 */
export class Outbox implements Disposable {
  readonly #replica: Replica;
  readonly #database: ReplicaDatabase | null;
  readonly #journal: EditJournal | null;
  readonly #lock: string;
  readonly #channel: BroadcastChannel;
  /** The version that this tab's own edits brought a task to. */
  readonly #versions = new Map<string, number>();
  #flushing: Promise<void> | null = null;
  #again = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #disposed = false;

  constructor(userId: string, replica: Replica, database: ReplicaDatabase | null) {
    this.#replica = replica;
    this.#database = database;
    this.#journal = database && new EditJournal(userId);
    this.#lock = `rondo-outbox-${userId}`;
    this.#channel = new BroadcastChannel(this.#lock);
    this.#channel.onmessage = ({ data }: MessageEvent<Notice>) => {
      this.#replica.putTasks(data.tasks);
      void this.#reload();
    };
    this.#journal?.recover(async (read) => {
      // Not while edits are sent: one that has just been settled would be kept again.
      await navigator.locks.request(this.#lock, () => this.#keep(read()));
      this.flush();
    });
  }

  /** Shows the edits at once, and sends them as soon as the server can be reached. From its return on they outlive the page. */
  add(edits: readonly Edit[]): void {
    const at = new Date().toISOString();
    const last = this.#replica.queue.at(-1)?.sequence ?? 0;
    // Of two tabs, each counts on from what it knows; the clock keeps them apart and in order.
    const first = Math.max(last + 1, Date.now() * 1_000);
    const queued = edits.map((edit, index): QueuedEdit => ({ sequence: first + index, at, edit, problem: null }));
    this.#journal?.add(queued);
    this.#replica.setQueue([...this.#replica.queue, ...queued]);
    // A disk that takes nothing more: the journal has them, and they are sent all the same.
    const kept = this.#keep(queued).then(
      () => this.#journal?.confirm(queued),
      () => undefined,
    );
    void kept.then(() => {
      if (this.#disposed) return;
      this.#channel.postMessage({ tasks: [] } satisfies Notice);
      this.flush();
    });
  }

  async #keep(edits: readonly QueuedEdit[]): Promise<void> {
    if (!this.#database) return;
    const transaction = this.#database.transaction('edits', 'readwrite', { durability: 'strict' });
    const written = edits.map((edit) => transaction.store.put(edit));
    transaction.commit();
    await Promise.all([...written, transaction.done]);
  }

  /** Tries now, rather than after the wait that the last failure has set. */
  flush(): void {
    if (this.#disposed) return;
    clearTimeout(this.#retry);
    if (this.#flushing) {
      this.#again = true;
      return;
    }
    this.#flushing = navigator.locks
      .request(this.#lock, () => this.#sendAll())
      .catch(() => this.#flushLater())
      .finally(() => {
        this.#flushing = null;
        if (this.#again) {
          this.#again = false;
          this.flush();
        }
      });
  }

  /** The user's word on an edit that was set aside: sent as it is over what is there now, or given up. */
  async settle(queued: QueuedEdit, choice: 'mine' | 'theirs'): Promise<void> {
    if (choice === 'theirs') {
      await this.#remove(queued, []);
      return;
    }
    const theirs = queued.problem?.kind === 'conflict' ? queued.problem.theirs : null;
    const { edit } = queued;
    const renewed: Edit =
      edit.kind === 'update' && theirs
        ? { ...edit, expectedVersion: theirs.version, seen: touchedBy(edit.input, theirs) }
        : edit;
    await this.#store({ ...queued, edit: renewed, problem: null });
    this.flush();
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    this.#channel.close();
    this.#journal?.[Symbol.dispose]();
  }

  async #sendAll(): Promise<void> {
    await this.#reload();
    for (;;) {
      const next = this.#replica.queue.find(({ problem }) => problem === null);
      if (!next || this.#disposed) return;
      if (!(await this.#send(next))) {
        this.#flushLater();
        return;
      }
      this.#retryMs = FIRST_RETRY_MS;
    }
  }

  #flushLater(): void {
    if (this.#disposed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.flush(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  /** Whether it is settled: taken or set aside. */
  async #send(queued: QueuedEdit): Promise<boolean> {
    const { edit } = queued;
    const own = edit.kind === 'update' ? this.#versions.get(edit.id) : undefined;
    const expected = edit.kind === 'update' ? Math.max(edit.expectedVersion ?? 0, own ?? 0) || null : null;
    try {
      const { tasks, deleted } = await sendEdit(edit, expected);
      for (const { id, version } of tasks) this.#versions.set(id, version);
      const at = new Date().toISOString();
      const binned = deleted.flatMap((id) => {
        const task = this.#replica.confirmed(id);
        return task ? [{ ...task, deletedAt: task.deletedAt ?? at }] : [];
      });
      await this.#remove(queued, [...tasks, ...binned]);
      return true;
    } catch (error) {
      const failure = failureOf(error);
      if (isPassing(failure) || failure.code === 'UNAUTHENTICATED') return false;
      if (failure.code === 'CONFLICT' && edit.kind === 'update') return this.#reconcile(queued, edit);
      await this.#store({ ...queued, problem: { kind: 'refused', failure } });
      return true;
    }
  }

  /** The task is at another version: where other fields were changed, the edit goes on top; where the same ones, the user decides. */
  async #reconcile(queued: QueuedEdit, edit: Edit & { kind: 'update' }): Promise<boolean> {
    let theirs: Task | null;
    try {
      theirs = await fetchTask(edit.id);
    } catch {
      return false;
    }
    if (theirs && this.#isDone(edit, theirs)) {
      await this.#remove(queued, [theirs]);
      return true;
    }
    const untouched = theirs !== null && sameTouched(touchedBy(edit.input, theirs), edit.seen);
    if (theirs && untouched) {
      await this.#store({ ...queued, edit: { ...edit, expectedVersion: theirs.version } });
      return true;
    }
    if (theirs) this.#replica.putTasks([theirs]);
    const problem: Problem = { kind: 'conflict', theirs };
    await this.#store({ ...queued, problem });
    return true;
  }

  /** Whether the task is as the edit wants it: so it is where the server took it, and the page went away before it heard of that. */
  #isDone(edit: Edit & { kind: 'update' }, theirs: Task): boolean {
    const { timeZone, tags } = this.#replica;
    const context = { timeZone, now: theirs.updatedAt, tag: (id: string) => tags.get(id) };
    const wanted = applyEdit(theirs, edit.id, edit, context);
    return wanted !== undefined && sameTouched(touchedBy(edit.input, theirs), touchedBy(edit.input, wanted));
  }

  async #reload(): Promise<void> {
    if (!this.#database) return;
    const stored = new Map((await this.#database.getAll('edits')).map((edit) => [edit.sequence, edit]));
    // What this page is just writing is not there yet. Whatever else is missing was settled by another tab.
    for (const edit of this.#journal?.edits ?? []) if (!stored.has(edit.sequence)) stored.set(edit.sequence, edit);
    this.#replica.setQueue([...stored.values()].sort((one, other) => one.sequence - other.sequence));
  }

  async #store(queued: QueuedEdit): Promise<void> {
    await this.#database?.put('edits', queued);
    this.#journal?.settle(queued.sequence);
    this.#replica.setQueue(this.#replica.queue.map((edit) => (edit.sequence === queued.sequence ? queued : edit)));
    this.#channel.postMessage({ tasks: [] } satisfies Notice);
  }

  async #remove(queued: QueuedEdit, tasks: readonly Task[]): Promise<void> {
    await this.#database?.delete('edits', queued.sequence);
    this.#journal?.settle(queued.sequence);
    this.#replica.putTasks(tasks);
    this.#replica.setQueue(this.#replica.queue.filter(({ sequence }) => sequence !== queued.sequence));
    this.#channel.postMessage({ tasks } satisfies Notice);
  }
}

/** How many edits concern a task and have not been taken yet. */
export function pendingFor(replica: Replica, id: string): number {
  return replica.queue.filter(({ edit, problem }) => problem === null && idsOf(edit).includes(id)).length;
}
