import { api } from '../api/client.ts';
import {
  CompleteTaskDocument,
  CompleteTasksDocument,
  CreateTaskDocument,
  DeleteTaskDocument,
  DeleteTasksDocument,
  QuickAddTaskDocument,
  ReopenTaskDocument,
  RestoreTaskDocument,
  TaskVersionDocument,
  UpdateTaskDocument,
  UpdateTasksDocument,
} from '../api/generated/operations.ts';
import type { Edit, Task } from './types.ts';

/** What the server answered to an edit. */
export interface Answer {
  readonly tasks: readonly Task[];
  /** Moved to the bin; the stream will bring them as they are there. */
  readonly deleted: readonly string[];
}

const kept = (task: Task | undefined): Answer => ({ tasks: task ? [task] : [], deleted: [] });

/** @throws what `failureOf` reads */
export async function sendEdit(edit: Edit, expectedVersion: number | null): Promise<Answer> {
  switch (edit.kind) {
    case 'create':
      return kept((await mutate(CreateTaskDocument, { input: { ...edit.input, id: edit.id } })).createTask.task);
    case 'quickAdd':
      return kept((await mutate(QuickAddTaskDocument, { text: edit.text, id: edit.id })).quickAddTask.task);
    case 'update':
      return kept(
        (await mutate(UpdateTaskDocument, { id: edit.id, input: edit.input, expectedVersion })).updateTask.task,
      );
    case 'complete':
      return kept((await mutate(CompleteTaskDocument, { id: edit.id })).completeTask.task);
    case 'reopen':
      return kept((await mutate(ReopenTaskDocument, { id: edit.id })).reopenTask.task);
    case 'restore':
      return kept((await mutate(RestoreTaskDocument, { id: edit.id })).restoreTask.task);
    case 'delete':
      await mutate(DeleteTaskDocument, { id: edit.id });
      return { tasks: [], deleted: [edit.id] };
    case 'updateMany':
      return {
        tasks: (await mutate(UpdateTasksDocument, { ids: edit.ids, input: edit.input })).updateTasks.tasks,
        deleted: [],
      };
    case 'completeMany':
      return { tasks: (await mutate(CompleteTasksDocument, { ids: edit.ids })).completeTasks.tasks, deleted: [] };
    case 'deleteMany':
      await mutate(DeleteTasksDocument, { ids: edit.ids });
      return { tasks: [], deleted: edit.ids };
  }
}

/** The task as the server has it; null where it is gone. */
export async function fetchTask(id: string): Promise<Task | null> {
  const { data } = await api.query({ query: TaskVersionDocument, variables: { id }, fetchPolicy: 'no-cache' });
  return data?.task ?? null;
}

type Mutate = typeof api.mutate;

/** The data of a mutation; the replica keeps the result, so that Apollo's cache need not. */
async function mutate<Data, Variables extends Record<string, unknown>>(
  mutation: import('@graphql-typed-document-node/core').TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const options = { mutation, variables, fetchPolicy: 'no-cache' } as Parameters<Mutate>[0];
  const { data } = await api.mutate(options);
  return data as Data;
}
