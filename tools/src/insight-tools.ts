import { z } from 'zod';
import { ToolError } from './graph.ts';
import { taskId } from './inputs.ts';
import { defineTool } from './tool.ts';

const day = z.iso.date().meta({ examples: ['2026-03-01'] });

export const taskStatistics = defineTool({
  name: 'task_statistics',
  title: 'Statistics',
  description:
    'Figures over a span of days, at most 400: completed and created by day, open by priority and tag, overdue, streak.',
  input: z.object({ from: day, to: day.describe('The last day, included.') }).strict(),
  scope: 'TASKS_READ',
  isReadOnly: true,
  async run({ graph, timeZone }, { from, to }) {
    const { taskStatistics: statistics } = await graph<{ taskStatistics: unknown }>(
      `query ($from: Date!, $to: Date!, $timeZone: TimeZone) {
        taskStatistics(from: $from, to: $to, timeZone: $timeZone) {
          completedByDay { date count } createdByDay { date count } openByPriority { priority count }
          openByTag { tag { name } count } overdue streakDays medianHoursToComplete
        }
      }`,
      { from, to, timeZone },
    );
    return statistics;
  },
});

export const taskHistory = defineTool({
  name: 'task_history',
  title: 'History of a task',
  description: 'What happened to a task, the newest first: when, by whom, and what changed.',
  input: z.object({ id: taskId, first: z.number().int().min(1).max(50).optional().describe('Default 20.') }).strict(),
  scope: 'TASKS_READ',
  isReadOnly: true,
  async run({ graph }, { id, first = 20 }) {
    const { task } = await graph<{ task: { history: { nodes: unknown[] } } | null }>(
      `query ($id: ID!, $first: Int) {
        task(id: $id) { history(first: $first) { nodes { type at actor { kind name } changes { field from to } } } }
      }`,
      { id, first },
    );
    if (!task) throw new ToolError('NOT_FOUND', `There is no task ${id.slice(0, 60)}. Find it with find_tasks.`, 'id');
    return { history: task.history.nodes };
  },
});
