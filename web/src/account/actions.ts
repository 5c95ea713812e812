import { newId } from '@rondo/schema/ids.ts';
import type { CreateTaskInput, UpdateTaskInput } from '../api/generated/operations.ts';
import { inputOfTouched, touchedBy } from '../replica/apply.ts';
import type { Outbox } from '../replica/outbox.ts';
import type { Replica } from '../replica/replica.ts';
import type { Edit, Task } from '../replica/types.ts';
import { UndoStack, type UndoStep } from './undo.ts';

/** The API takes so many tasks in one call. */
const BULK = 100;

/** What the user can do to tasks. Each is seen at once, sent when it can be, and can be undone. */
export class Actions {
  readonly undoStack = new UndoStack();
  readonly #replica: Replica;
  readonly #outbox: Outbox;

  constructor(replica: Replica, outbox: Outbox) {
    this.#replica = replica;
    this.#outbox = outbox;
  }

  create(input: CreateTaskInput): string {
    const id = newId('task');
    this.#do([{ kind: 'create', id, input }], [{ kind: 'delete', id }], { key: 'created', count: 1, quiet: true });
    return id;
  }

  quickAdd(text: string, guess: Pick<Task, 'title' | 'due' | 'priority'>): string {
    const id = newId('task');
    this.#do([{ kind: 'quickAdd', id, text, guess }], [{ kind: 'delete', id }], { key: 'created', count: 1 });
    return id;
  }

  update(ids: readonly string[], input: UpdateTaskInput, quiet = false): void {
    const tasks = this.#tasks(ids);
    const undo = tasks.map((task): Edit => this.#back(task, input));
    const [only] = tasks;
    const edits =
      tasks.length === 1 && only
        ? [this.#updateOf(only, input)]
        : chunks(tasks).map((chunk): Edit => ({ kind: 'updateMany', ids: chunk.map(({ id }) => id), input }));
    this.#do(edits, undo, { key: 'changed', count: tasks.length, quiet });
  }

  /** Each task by itself: its tags with these added and those removed. */
  retag(ids: readonly string[], add: readonly string[], remove: readonly string[] = []): void {
    const changes = this.#tasks(ids).map((task) => {
      const kept = task.tags.map(({ id }) => id).filter((id) => !remove.includes(id));
      return { task, input: { tagIds: [...new Set([...kept, ...add])] } };
    });
    const undo = changes.map(({ task, input }): Edit => this.#back(task, input));
    const edits = changes.map(({ task, input }) => this.#updateOf(task, input));
    this.#do(edits, undo, { key: 'changed', count: changes.length });
  }

  complete(ids: readonly string[]): void {
    const tasks = this.#tasks(ids).filter(({ status }) => status === 'OPEN' || status === 'IN_PROGRESS');
    const undo = tasks.map(({ id }): Edit => ({ kind: 'reopen', id }));
    this.#do(bulk('completeMany', 'complete', tasks), undo, { key: 'completed', count: tasks.length });
  }

  reopen(ids: readonly string[]): void {
    const tasks = this.#tasks(ids).filter(({ status }) => status === 'COMPLETED' || status === 'CANCELLED');
    const edits = tasks.map(({ id }): Edit => ({ kind: 'reopen', id }));
    const undo = tasks.map(({ id }): Edit => ({ kind: 'complete', id }));
    this.#do(edits, undo, { key: 'reopened', count: tasks.length });
  }

  remove(ids: readonly string[]): void {
    const tasks = this.#tasks(ids).filter(({ deletedAt }) => deletedAt === null);
    const undo = tasks.map(({ id }): Edit => ({ kind: 'restore', id }));
    this.#do(bulk('deleteMany', 'delete', tasks), undo, { key: 'deleted', count: tasks.length });
  }

  restore(ids: readonly string[]): void {
    const tasks = this.#tasks(ids).filter(({ deletedAt }) => deletedAt !== null);
    const edits = tasks.map(({ id }): Edit => ({ kind: 'restore', id }));
    const undo = tasks.map(({ id }): Edit => ({ kind: 'delete', id }));
    this.#do(edits, undo, { key: 'restored', count: tasks.length });
  }

  /** Takes the last change back; what was changed since then elsewhere is asked about, not overwritten. */
  undo(): boolean {
    return this.#apply(this.undoStack.undo((step) => this.#inverse(step)));
  }

  /** Does again what was taken back last. */
  redo(): boolean {
    return this.#apply(this.undoStack.redo((step) => this.#inverse(step)));
  }

  #apply(step: UndoStep | undefined): boolean {
    if (!step) return false;
    // The edits to take back may not have been sent yet: they go first, for the queue keeps its order.
    this.#outbox.add(step.edits.map((edit) => this.#refreshed(edit)));
    return true;
  }

  #inverse(step: UndoStep): UndoStep {
    return { ...step, edits: step.edits.flatMap((edit) => this.#inverseOf(edit)) };
  }

  /** What brings back how things are now, once the edit is done. */
  #inverseOf(edit: Edit): Edit[] {
    const opposite = { complete: 'reopen', reopen: 'complete', delete: 'restore', restore: 'delete' } as const;
    switch (edit.kind) {
      case 'complete':
      case 'reopen':
      case 'delete':
      case 'restore':
        return [{ kind: opposite[edit.kind], id: edit.id }];
      case 'update':
        return this.#tasks([edit.id]).map((task) => this.#back(task, edit.input));
      default:
        // Steps hold none of the others: one task each.
        return [];
    }
  }

  #do(edits: readonly Edit[], undo: readonly Edit[], said: { key: UndoKey; count: number; quiet?: boolean }): void {
    if (edits.length === 0) return;
    this.undoStack.push({ edits: undo, key: said.key, count: said.count, quiet: said.quiet ?? false });
    this.#outbox.add(edits);
  }

  #updateOf(task: Task, input: UpdateTaskInput): Edit {
    const expectedVersion = this.#replica.confirmed(task.id)?.version ?? null;
    return { kind: 'update', id: task.id, input, expectedVersion, seen: touchedBy(input, task) };
  }

  #back(task: Task, input: UpdateTaskInput): Edit {
    return {
      kind: 'update',
      id: task.id,
      input: inputOfTouched(touchedBy(input, task)),
      expectedVersion: null,
      seen: {},
    };
  }

  /** What the user takes back is what they see now. */
  #refreshed(edit: Edit): Edit {
    const task = edit.kind === 'update' ? this.#replica.tasks.get(edit.id) : undefined;
    return edit.kind === 'update' && task ? this.#updateOf(task, edit.input) : edit;
  }

  #tasks(ids: readonly string[]): Task[] {
    return ids.flatMap((id) => this.#replica.tasks.get(id) ?? []);
  }
}

export type UndoKey = 'created' | 'changed' | 'completed' | 'reopened' | 'deleted' | 'restored';

function bulk(many: 'completeMany' | 'deleteMany', one: 'complete' | 'delete', tasks: readonly Task[]): Edit[] {
  const [only] = tasks;
  if (tasks.length === 1 && only) return [{ kind: one, id: only.id }];
  return chunks(tasks).map((chunk) => ({ kind: many, ids: chunk.map(({ id }) => id) }));
}

function chunks(tasks: readonly Task[]): Task[][] {
  return Array.from({ length: Math.ceil(tasks.length / BULK) }, (_, index) =>
    tasks.slice(index * BULK, (index + 1) * BULK),
  );
}
