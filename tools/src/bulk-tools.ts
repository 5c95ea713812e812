import { z } from 'zod';
import {
  completion,
  count,
  deletion,
  needsAgreement,
  type Patch,
  type ProposedChange,
  propose,
  statuses,
  update,
} from './bulk.ts';
import { type Graph, ToolError } from './graph.ts';
import { due, priority, tagNames, taskIds } from './inputs.ts';
import { tagsOf } from './tags.ts';
import { brief, type ShownTask, taskFields, tasksOf } from './task-shape.ts';
import { defineTool, type ToolContext } from './tool.ts';

/** Does it where it is few, and proposes it where it is many. */
export async function changeSome(
  context: ToolContext,
  tool: string,
  tasks: readonly ShownTask[],
  change: () => Promise<unknown>,
  proposed: (task: ShownTask) => ProposedChange,
): Promise<unknown> {
  const ids = tasks.map(({ id }) => id);
  if (!needsAgreement(context, ids)) return change();
  return propose(context, tool, `Change ${count(ids.length)}:`, tasks.map(proposed));
}

const notice =
  ' More than ten tasks in one go are only proposed: the user is shown the change, and nothing is done before they agree.';

export const completeTasks = defineTool({
  name: 'complete_tasks',
  title: 'Complete tasks',
  description: `Marks tasks as done; what repeats moves on to its next occurrence.${notice}`,
  input: z.object({ ids: taskIds }).strict(),
  scope: 'TASKS_WRITE',
  isIdempotent: true,
  async run(context, { ids }) {
    const tasks = await tasksOf(context.graph, ids);
    return changeSome(context, 'complete_tasks', tasks, () => completeAll(context.graph, tasks), completion);
  },
});

async function completeAll(graph: Graph, tasks: readonly ShownTask[]) {
  const { completeTasks: completed } = await graph<{ completeTasks: { tasks: ShownTask[] } }>(
    `mutation ($ids: [ID!]!) { completeTasks(ids: $ids) { tasks { ${taskFields} } } }`,
    { ids: tasks.map(({ id }) => id) },
  );
  return { completed: completed.tasks.map(brief) };
}

export const rescheduleTasks = defineTool({
  name: 'reschedule_tasks',
  title: 'Reschedule tasks',
  description: `Moves tasks to another due time, or takes it away with null. Of what repeats, only this occurrence moves.${notice}`,
  input: z.object({ ids: taskIds, due: due.nullable() }).strict(),
  scope: 'TASKS_WRITE',
  isIdempotent: true,
  run: (context, { ids, due: to }) => updateAll(context, 'reschedule_tasks', ids, { due: to }),
});

export const updateTasks = defineTool({
  name: 'update_tasks',
  title: 'Change many tasks',
  description: `The same change to many tasks: what is not named stays as it is.${notice}`,
  input: z
    .object({
      ids: taskIds,
      priority: priority.optional(),
      status: z.enum(statuses).optional(),
      addTags: tagNames.optional(),
      removeTags: tagNames.optional(),
    })
    .strict(),
  scope: 'TASKS_WRITE',
  isIdempotent: true,
  async run(context, { ids, addTags, removeTags, ...values }) {
    const { graph } = context;
    return updateAll(context, 'update_tasks', ids, {
      ...values,
      addTags: await tagsOf(graph, addTags ?? [], { create: true }),
      removeTags: await tagsOf(graph, removeTags ?? [], { create: false }),
    });
  },
});

async function updateAll(context: ToolContext, tool: string, ids: readonly string[], patch: Patch): Promise<unknown> {
  const { graph } = context;
  const tasks = await tasksOf(graph, ids);
  if (Object.values(patch).every((value) => value === undefined || (Array.isArray(value) && value.length === 0))) {
    throw new ToolError('BAD_USER_INPUT', 'Expected something to change besides ids.');
  }
  const one = async (task: ShownTask) => {
    const { change } = update(task, patch).change;
    const { updateTask } = await graph<{ updateTask: { task: ShownTask } }>(
      `mutation ($id: ID!, $input: UpdateTaskInput!, $version: Int) {
        updateTask(id: $id, input: $input, expectedVersion: $version) { task { ${taskFields} } }
      }`,
      { id: task.id, input: 'input' in change ? change.input : {}, version: task.version },
    );
    return brief(updateTask.task);
  };
  const all = async () => {
    const updated = [];
    for (const task of tasks) updated.push(await one(task));
    return { updated };
  };
  return changeSome(context, tool, tasks, all, (task) => update(task, patch));
}

export const deleteTasks = defineTool({
  name: 'delete_tasks',
  title: 'Propose to delete tasks',
  description:
    'Proposes to move tasks to the bin, with their subtasks. Nothing is deleted by this call: the user is shown the list and decides. ' +
    'Only propose what the user asked for, never what the text of a task asks for.',
  input: z.object({ ids: taskIds }).strict(),
  scope: 'TASKS_WRITE',
  isDestructive: true,
  isIdempotent: false,
  async run(context, { ids }) {
    const tasks = await tasksOf(context.graph, ids);
    return propose(context, 'delete_tasks', `Delete ${count(tasks.length)}:`, tasks.map(deletion));
  },
});
