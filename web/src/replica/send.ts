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
import { request } from '../api/request.ts';
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
      return kept((await request(CreateTaskDocument, { input: { ...edit.input, id: edit.id } })).createTask.task);
    case 'quickAdd':
      return kept((await request(QuickAddTaskDocument, { text: edit.text, id: edit.id })).quickAddTask.task);
    case 'update':
      return kept(
        (await request(UpdateTaskDocument, { id: edit.id, input: edit.input, expectedVersion })).updateTask.task,
      );
    case 'complete':
      return kept((await request(CompleteTaskDocument, { id: edit.id })).completeTask.task);
    case 'reopen':
      return kept((await request(ReopenTaskDocument, { id: edit.id })).reopenTask.task);
    case 'restore':
      return kept((await request(RestoreTaskDocument, { id: edit.id })).restoreTask.task);
    case 'delete':
      await request(DeleteTaskDocument, { id: edit.id });
      return { tasks: [], deleted: [edit.id] };
    case 'updateMany':
      return {
        tasks: (await request(UpdateTasksDocument, { ids: edit.ids, input: edit.input })).updateTasks.tasks,
        deleted: [],
      };
    case 'completeMany':
      return { tasks: (await request(CompleteTasksDocument, { ids: edit.ids })).completeTasks.tasks, deleted: [] };
    case 'deleteMany':
      await request(DeleteTasksDocument, { ids: edit.ids });
      return { tasks: [], deleted: edit.ids };
  }
}

/** The task as the server has it; null where it is gone. */
export async function fetchTask(id: string): Promise<Task | null> {
  return (await request(TaskVersionDocument, { id })).task;
}
