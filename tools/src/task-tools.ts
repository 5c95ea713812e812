import { z } from 'zod';
import { statuses, update } from './bulk.ts';
import { changeSome } from './bulk-tools.ts';
import { due, dueInput, priority, recurrenceRule, tagNames, taskId } from './inputs.ts';
import { tagsOf } from './tags.ts';
import { brief, type ShownTask, taskFields, tasksOf } from './task-shape.ts';
import { defineTool } from './tool.ts';

export const addTask = defineTool({
  name: 'add_task',
  title: 'Add a task',
  description: 'Makes one task. Call it once for each task that the user wants.',
  input: z
    .object({
      title: z
        .string()
        .min(1)
        .max(500)
        .meta({ examples: ['Water the plants'] }),
      description: z.string().max(50_000).optional(),
      priority: priority.optional(),
      due: due.optional(),
      tags: tagNames.optional().describe('Names; those that are new are made.'),
      parentId: taskId.optional().describe('The task that this one is a subtask of.'),
      rule: recurrenceRule.optional(),
    })
    .strict(),
  scope: 'TASKS_WRITE',
  async run({ graph }, { tags, rule, due: dueGiven, ...input }) {
    const { createTask } = await graph<{ createTask: { task: ShownTask } }>(
      `mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { ${taskFields} } } }`,
      {
        input: {
          ...input,
          ...(dueGiven ? { due: dueInput(dueGiven) } : {}),
          ...(tags ? { tagNames: tags } : {}),
          ...(rule ? { recurrence: { rule } } : {}),
        },
      },
    );
    return { added: brief(createTask.task) };
  },
});

export const quickAddTask = defineTool({
  name: 'quick_add_task',
  title: 'Quick add',
  description:
    'Makes one task of a line of text, in which a date, a time, what repeats, #tags and !priority are understood.',
  input: z
    .object({
      text: z
        .string()
        .min(1)
        .max(1_000)
        .meta({ examples: ['Call Ada tomorrow at 5pm #work !high'] }),
    })
    .strict(),
  scope: 'TASKS_WRITE',
  async run({ graph }, { text }) {
    const { quickAddTask: added } = await graph<{ quickAddTask: { task: ShownTask } }>(
      `mutation ($text: String!) { quickAddTask(text: $text) { task { ${taskFields} } } }`,
      { text },
    );
    return { added: brief(added.task) };
  },
});

export const findTasks = defineTool({
  name: 'find_tasks',
  title: 'Find tasks',
  description:
    'Tasks that match a filter, by due time. The filter language: words or "a phrase"; #tag; !high; status:open; due:today, ' +
    'due:overdue, due<7d, due>=2026-12-01, no:due; is:recurring; has:reminder; AND by a space, OR, - for not, parentheses.',
  input: z
    .object({
      query: z
        .string()
        .max(4_096)
        .optional()
        .describe('Without it: every open task.')
        .meta({ examples: ['status:open (due:today OR due:overdue)', '#work !high -status:completed', '"oat milk"'] }),
      first: z.number().int().min(1).max(50).optional().describe('Default 20.'),
      after: z.string().optional().describe('The `next` of the page before.'),
    })
    .strict(),
  scope: 'TASKS_READ',
  isReadOnly: true,
  async run({ graph }, { query, first = 20, after }) {
    const { tasks } = await graph<{
      tasks: { nodes: ShownTask[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
    }>(
      `query ($query: String, $first: Int, $after: String) {
        tasks(query: $query, first: $first, after: $after, sort: { field: DUE }) {
          totalCount pageInfo { hasNextPage endCursor } nodes { ${taskFields} }
        }
      }`,
      { query: query?.trim() || 'status:open', first, after: after ?? null },
    );
    const { hasNextPage, endCursor } = tasks.pageInfo;
    return { tasks: tasks.nodes.map(brief), total: tasks.totalCount, ...(hasNextPage ? { next: endCursor } : {}) };
  },
});

export const getTask = defineTool({
  name: 'get_task',
  title: 'Read a task',
  description: 'One task with everything about it, its subtasks and what it repeats by.',
  input: z.object({ id: taskId }).strict(),
  scope: 'TASKS_READ',
  isReadOnly: true,
  async run({ graph }, { id }) {
    const [task] = await tasksOf(graph, [id]);
    return { task: task && brief(task) };
  },
});

export const updateTask = defineTool({
  name: 'update_task',
  title: 'Change a task',
  description:
    'Changes what is named, and nothing else: tags, recurrence, due time and all that is not named stay. Use reschedule_tasks for the ' +
    'due time, set_recurrence for what repeats, complete_tasks to complete.',
  input: z
    .object({
      id: taskId,
      title: z.string().min(1).max(500).optional(),
      description: z.string().max(50_000).optional(),
      priority: priority.optional(),
      status: z.enum(statuses).optional().describe('OPEN reopens a completed task.'),
      addTags: tagNames.optional(),
      removeTags: tagNames.optional(),
      expectedVersion: z.number().int().optional().describe('Refused where the task has changed since this version.'),
    })
    .strict(),
  scope: 'TASKS_WRITE',
  isIdempotent: true,
  async run(context, { id, addTags, removeTags, expectedVersion, ...values }) {
    const { graph } = context;
    const [task] = await tasksOf(graph, [id]);
    if (!task) return {};
    const proposed = update(task, {
      ...values,
      addTags: await tagsOf(graph, addTags ?? [], { create: true }),
      removeTags: await tagsOf(graph, removeTags ?? [], { create: false }),
    });
    const change = async () => {
      const { updateTask: updated } = await graph<{ updateTask: { task: ShownTask } }>(
        `mutation ($id: ID!, $input: UpdateTaskInput!, $expectedVersion: Int) {
          updateTask(id: $id, input: $input, expectedVersion: $expectedVersion) { task { ${taskFields} } }
        }`,
        // The tags were worked out from the version read here.
        {
          id,
          input: 'input' in proposed.change.change ? proposed.change.change.input : {},
          expectedVersion: expectedVersion ?? task.version,
        },
      );
      return { updated: brief(updated.task) };
    };
    return changeSome(context, 'update_task', [task], change, () => proposed);
  },
});
