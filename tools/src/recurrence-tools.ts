import { z } from 'zod';
import { needsAgreement } from './bulk.ts';
import { ToolError } from './graph.ts';
import { recurrenceRule, taskId } from './inputs.ts';
import { brief, type ShownTask, taskFields, tasksOf } from './task-shape.ts';
import { defineTool } from './tool.ts';

export const previewRecurrence = defineTool({
  name: 'preview_recurrence',
  title: 'Preview what repeats',
  description:
    'When a rule would occur, without making anything. Use it before set_recurrence, to check that a rule says what is meant.',
  input: z
    .object({
      rule: recurrenceRule,
      start: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/)
        .describe('The wall time of the first occurrence.')
        .meta({ examples: ['2026-01-31T09:00:00'] }),
      timeZone: z.string().optional().describe("An IANA zone; without it the user's own."),
      first: z.number().int().min(1).max(50).optional().describe('Default 10.'),
    })
    .strict(),
  scope: 'TASKS_READ',
  isReadOnly: true,
  async run(context, { rule, start, timeZone, first = 10 }) {
    const { previewRecurrence: preview } = await context.graph<{ previewRecurrence: unknown }>(
      `query ($rule: String!, $start: LocalDateTime!, $timeZone: TimeZone!, $first: Int) {
        previewRecurrence(rule: $rule, start: $start, timeZone: $timeZone, first: $first) {
          summary finite occurrences { local offset note }
        }
      }`,
      { rule, start: start.length === 16 ? `${start}:00` : start, timeZone: timeZone ?? context.timeZone, first },
    );
    return preview;
  },
});

export const setRecurrence = defineTool({
  name: 'set_recurrence',
  title: 'Have a task repeat',
  description:
    'Makes a task repeat by a rule, or changes the rule. `mode` and `missed` stay as they are where they are not named.',
  input: z
    .object({
      id: taskId,
      rule: recurrenceRule,
      mode: z
        .enum(['SCHEDULE', 'COMPLETION'])
        .optional()
        .describe('SCHEDULE: by the calendar. COMPLETION: counted from the day it was completed.'),
      missed: z
        .enum(['SKIP', 'KEEP'])
        .optional()
        .describe('SKIP: on to what is ahead. KEEP: each missed occurrence becomes a task.'),
    })
    .strict(),
  scope: 'TASKS_WRITE',
  isIdempotent: true,
  async run(context, { id, rule, ...given }) {
    const { graph } = context;
    const [task] = await tasksOf(graph, [id]);
    if (!task) return {};
    if (needsAgreement(context, [id])) {
      throw new ToolError(
        'FORBIDDEN',
        'Ten tasks were changed already. Tell the user what else is to be done, and let them ask for it.',
      );
    }
    const recurrence = {
      rule,
      ...(task.series ? { mode: task.series.mode, missed: task.series.missed } : {}),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    };
    const { setRecurrence: set } = await graph<{ setRecurrence: { task: ShownTask } }>(
      `mutation ($id: ID!, $recurrence: RecurrenceInput!) {
        setRecurrence(taskId: $id, recurrence: $recurrence) { task { ${taskFields} } }
      }`,
      { id, recurrence },
    );
    return { updated: brief(set.task) };
  },
});
