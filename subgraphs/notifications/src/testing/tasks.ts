import { RondoError } from '@rondo/platform/errors.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { isSystem, verifyPrincipal } from '@rondo/platform/principal.ts';
import type { EventType } from '@rondo/schema/events/define.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import type { ReminderRequest } from '@rondo/schema/events/reminder-request.ts';
import {
  type DueState,
  TaskCompleted,
  TaskCreated,
  type TaskData,
  TaskDeleted,
  TaskPurged,
  TaskReopened,
  TaskRestored,
  type TaskState,
  TaskUpdated,
} from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';

export interface CreateDetails {
  ownerId: string;
  title?: string;
  due?: DueState | null;
  reminders?: ReminderRequest[];
  occurrenceOf?: string;
}

/** Tasks as the tasks service has them: it answers for their states at once, and its events follow when they are published. */
export class Tasks implements AsyncDisposable {
  readonly #platform: Platform;
  readonly #states = new Map<string, TaskState>();
  readonly #served: AsyncDisposable;
  /** Events that wait, as while the broker is away; null: they are published at once. */
  held: CloudEvent[] | null = null;
  /** Whether it answers about many tasks at a time. */
  answers = true;

  private constructor(platform: Platform, served: AsyncDisposable) {
    this.#platform = platform;
    this.#served = served;
  }

  static async serve(platform: Platform): Promise<Tasks> {
    const served = await platform.serve('tasks', {
      async getTask(input, principal) {
        const { taskId } = input as { taskId: string };
        const { userId } = verifyPrincipal(principal, [await platform.secret(PRINCIPAL_KEY)]);
        const task = tasks.#states.get(taskId);
        if (!task || task.ownerId !== userId || task.deletedAt) {
          throw new RondoError('NOT_FOUND', 'There is no such task.', { argument: 'input.taskId' });
        }
        return { task };
      },
      async findTasks(input, principal) {
        if (!tasks.answers) throw new Error('The tasks are away.');
        const { taskIds } = input as { taskIds: string[] };
        const caller = verifyPrincipal(principal, [await platform.secret(PRINCIPAL_KEY)]);
        const seen = (task: TaskState) => isSystem(caller) || task.ownerId === caller.userId;
        return { tasks: taskIds.flatMap((id) => tasks.#states.get(id) ?? []).filter(seen) };
      },
    });
    const tasks = new Tasks(platform, served);
    return tasks;
  }

  async create({
    ownerId,
    title = 'Buy milk',
    due = null,
    reminders,
    occurrenceOf,
  }: CreateDetails): Promise<TaskState> {
    const now = new Date().toISOString();
    const task: TaskState = {
      id: newId('task'),
      ownerId,
      title,
      description: '',
      status: 'OPEN',
      priority: 'NONE',
      due,
      tags: [],
      parentId: null,
      seriesId: null,
      occurrenceKey: null,
      hasReminder: false,
      version: 1,
      createdAt: now,
      updatedAt: now,
      completedAt: null,
      deletedAt: null,
    };
    await this.#change(TaskCreated, task, {
      ...(reminders ? { reminders } : {}),
      ...(occurrenceOf ? { occurrenceOf } : {}),
    });
    return task;
  }

  update(task: TaskState, changes: Partial<TaskState>): Promise<TaskState> {
    return this.#next(TaskUpdated, task, changes);
  }

  complete(task: TaskState): Promise<TaskState> {
    return this.#next(TaskCompleted, task, { status: 'COMPLETED', completedAt: new Date().toISOString() });
  }

  reopen(task: TaskState): Promise<TaskState> {
    return this.#next(TaskReopened, task, { status: 'OPEN', completedAt: null });
  }

  delete(task: TaskState): Promise<TaskState> {
    return this.#next(TaskDeleted, task, { deletedAt: new Date().toISOString() });
  }

  restore(task: TaskState): Promise<TaskState> {
    return this.#next(TaskRestored, task, { deletedAt: null });
  }

  async purge(task: TaskState): Promise<void> {
    const current = this.#states.get(task.id) ?? task;
    await this.#change(TaskPurged, current);
    this.#states.delete(task.id);
  }

  /** Publishes what was held back, in the order given. */
  async release(order: (events: CloudEvent[]) => CloudEvent[] = (events) => events): Promise<void> {
    const events = order(this.held ?? []);
    this.held = null;
    for (const event of events) await this.#platform.publish(Topic.TASK_EVENTS, [event]);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#served[Symbol.asyncDispose]();
  }

  async #next(type: EventType<TaskData>, { id }: TaskState, changes: Partial<TaskState>): Promise<TaskState> {
    const current = this.#states.get(id);
    if (!current) throw new Error(`There is no task ${id}.`);
    const task = { ...current, ...changes, version: current.version + 1 };
    await this.#change(type, task);
    return task;
  }

  async #change(type: EventType<TaskData>, task: TaskState, more: Partial<TaskData> = {}): Promise<void> {
    this.#states.set(task.id, task);
    const event = eventOf(type, task.id, task.ownerId, { task, changes: [], ...more });
    if (this.held) this.held.push(event);
    else await this.#platform.publish(Topic.TASK_EVENTS, [event]);
  }
}

/** An event by the user themselves. */
export function eventOf<Data>(
  type: EventType<Data>,
  subject: string,
  ownerId: string,
  data: NoInfer<Data>,
): CloudEvent<Data> {
  return {
    specversion: '1.0',
    id: newId('event'),
    source: '/rondo/test',
    type: type.type,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: ownerId,
    actorkind: 'USER',
    data,
  };
}
