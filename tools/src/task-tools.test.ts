import { expect, it } from 'vitest';
import type { Graph } from './graph.ts';
import { updateTask } from './task-tools.ts';
import { type Proposal, runTool, type ToolContext } from './tool.ts';

const task = {
  ...{ id: 'task_1', title: 'Call Ada', description: '', status: 'OPEN', priority: 'LOW', version: 7 },
  ...{ due: null, tags: [], parent: null, series: null, subtasks: [], completedAt: null, deletedAt: null },
};

it('proposes all of a change that is one too many, its title and description too', async () => {
  const proposals: Proposal[] = [];
  const asked: string[] = [];
  const graph: Graph = async <Data>(query: string) => {
    asked.push(query);
    return { nodes: [task] } as Data;
  };
  const context: ToolContext = {
    ...{ graph, scopes: ['TASKS_READ', 'TASKS_WRITE'], timeZone: 'UTC', now: new Date() },
    touched: new Set(Array.from({ length: 10 }, (_, index) => `task_other_${index}`)),
    async propose(proposal) {
      proposals.push(proposal);
      return 'Proposed.';
    },
  };
  const input = { title: 'Call\nGrace', description: 'At noon', priority: 'HIGH' };
  const { isError, text } = await runTool(updateTask, context, { id: task.id, ...input });
  expect(JSON.parse(text)).toEqual({ status: 'NEEDS_CONFIRMATION', note: 'Proposed.' });
  expect(isError).toBe(false);
  expect(asked.filter((query) => query.startsWith('mutation'))).toEqual([]);
  expect(proposals).toEqual([
    {
      tool: 'update_task',
      changes: [{ id: task.id, version: 7, change: { kind: 'UPDATE', input } }],
      summary:
        'Change 1 task:\n~ “Call Ada”: title “Call Ada” → “Call Grace”; description “” → “At noon”; priority LOW → HIGH',
    },
  ]);
});
