import { type Graph, ToolError } from './graph.ts';

/** What tools read of a task. */
export const taskFields = /* GraphQL */ `
  id title description status priority version completedAt
  due { date time timeZone floating }
  tags { id name }
  parent { id }
  series { id summary rule mode missed }
  subtasks { id title status }
`;

export interface ShownTask {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: string;
  readonly version: number;
  readonly completedAt: string | null;
  readonly due: { date: string; time: string | null; timeZone: string; floating: boolean } | null;
  readonly tags: readonly { id: string; name: string }[];
  readonly parent: { id: string } | null;
  readonly series: { id: string; summary: string; rule: string; mode: string; missed: string } | null;
  readonly subtasks: readonly { id: string; title: string; status: string }[];
}

/** A task as a model gets it: what says nothing is left out. */
export function brief(task: ShownTask) {
  const { id, title, description, status, priority, due, tags, parent, series, subtasks, version } = task;
  return {
    id,
    title,
    status,
    ...(description ? { description: description.slice(0, 2_000) } : {}),
    ...(priority === 'NONE' ? {} : { priority }),
    ...(due ? { due: dueText(due), ...(due.floating ? {} : { timeZone: due.timeZone }) } : {}),
    ...(tags.length > 0 ? { tags: tags.map(({ name }) => name) } : {}),
    ...(series ? { repeats: series.summary, rule: series.rule } : {}),
    ...(parent ? { parentId: parent.id } : {}),
    ...(subtasks.length > 0 ? { subtasks: subtasks.map(({ id, title, status }) => ({ id, title, status })) } : {}),
    version,
  };
}

export function dueText({ date, time }: { date: string; time?: string | null }): string {
  return time ? `${date} ${time.slice(0, 5)}` : date;
}

/** Of text that others may have written: on one line, so that it can't look like a line of ours, and not endless. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `“${line.length > 120 ? `${line.slice(0, 119)}…` : line}”`;
}

/** The tasks of these ids, in their order. @throws ToolError NOT_FOUND where one is not there, or is in the bin */
export async function tasksOf(graph: Graph, ids: readonly string[]): Promise<ShownTask[]> {
  const distinct = [...new Set(ids)];
  const { nodes } = await graph<{ nodes: ((ShownTask & { deletedAt: string | null }) | null)[] }>(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Task { deletedAt ${taskFields} } } }`,
    { ids: distinct },
  );
  return distinct.map((id, index) => {
    const task = nodes[index];
    if (!task?.id || task.deletedAt) {
      throw new ToolError(
        'NOT_FOUND',
        `There is no task ${id.slice(0, 60)}. Find it with find_tasks, and pass the id it gives.`,
        'ids',
      );
    }
    return task;
  });
}
