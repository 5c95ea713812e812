import type { Failure } from '../api/errors.ts';
import type {
  CreateTaskInput,
  SavedFilterFieldsFragment,
  TagFieldsFragment,
  TaskFieldsFragment,
  UpdateTaskInput,
  ViewerFieldsFragment,
} from '../api/generated/operations.ts';

export type Task = TaskFieldsFragment;
export type Tag = TagFieldsFragment;
export type SavedFilter = SavedFilterFieldsFragment;
export type Viewer = ViewerFieldsFragment;

/** What UpdateTaskInput sets, as a task shows it: what the editor saw, or what another change made of it. */
export type TouchedFields = Partial<
  Pick<Task, 'title' | 'description' | 'status' | 'priority' | 'due'> & { tagIds: string[]; parentId: string | null }
>;

/** A change that the user made. Each is one call to the API that may be repeated blindly. */
export type Edit =
  | { kind: 'create'; id: string; input: CreateTaskInput }
  /** `guess` is what the list shows until the server has read the text. */
  | { kind: 'quickAdd'; id: string; text: string; guess: Pick<Task, 'title' | 'due' | 'priority'> }
  /** `seen`: the touched fields as they were when the user changed them. */
  | { kind: 'update'; id: string; input: UpdateTaskInput; expectedVersion: number | null; seen: TouchedFields }
  | { kind: 'complete' | 'reopen' | 'delete' | 'restore'; id: string }
  /** 100 at most; all or nothing. */
  | { kind: 'updateMany'; ids: string[]; input: UpdateTaskInput }
  | { kind: 'completeMany' | 'deleteMany'; ids: string[] };

/** An edit on its way. It stays until the server took it, or the user gave it up. */
export interface QueuedEdit {
  /** Its place in the order. */
  readonly sequence: number;
  readonly at: string;
  readonly edit: Edit;
  /** Why the server did not take it; the queue goes on without it, and the user decides. */
  readonly problem: Problem | null;
}

export type Problem =
  /** The same fields were changed elsewhere. `theirs` is null where the task is gone. */
  { readonly kind: 'conflict'; readonly theirs: Task | null } | { readonly kind: 'refused'; readonly failure: Failure };

export function idsOf(edit: Edit): readonly string[] {
  return 'ids' in edit ? edit.ids : [edit.id];
}
