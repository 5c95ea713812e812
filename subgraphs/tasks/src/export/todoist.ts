import type { ServiceContext } from '@rondo/platform/service.ts';
import type { Piece } from '@rondo/schema/methods/transfer.ts';
import { dueOf } from '../due.ts';
import { csvLines } from './cell.ts';
import { type ExportedTask, type ReadSeries, readTaskPage, seriesOf } from './task-page.ts';
import { todoistRepetition } from './todoist-date.ts';

const pageSize = 200;
/** The deepest that Todoist has. */
const maximumIndent = 5;

const header = [
  ...['TYPE', 'CONTENT', 'DESCRIPTION', 'PRIORITY', 'INDENT', 'AUTHOR', 'RESPONSIBLE', 'DATE', 'DATE_LANG', 'TIMEZONE'],
];
const priorities = { HIGH: '1', MEDIUM: '2', LOW: '3', NONE: '4' } as const;

const isOpen = `.deleted_at is null and %.status in ('OPEN', 'IN_PROGRESS')`;
const open = (row: string) => `${row}${isOpen.replace('%', row)}`;

/** Open tasks as a template of Todoist's, subtasks below what they belong to. What it has no place for is left out. */
export async function exportTodoist(context: ServiceContext, cursor: string | null): Promise<Piece> {
  const { userId } = context.principal;
  const { tasks, names, next } = await readTaskPage(context, {
    where: `t.owner_id = $1 and ${open('t')} and not exists (
      select from tasks.own_task above where above.id = t.parent_id and ${open('above')})`,
    ...{ params: [userId], after: cursor, size: pageSize },
  });
  const rows: string[][] = [];
  for (const { task, indent, tags, series } of await withSubtasks(context, tasks, names)) {
    rows.push(rowOf(task, indent, tags, series));
  }
  return { text: (cursor === null ? csvLines([header]) : '') + csvLines(rows), next };
}

interface Listed {
  task: ExportedTask;
  indent: number;
  tags: string[];
  series: ReadSeries | undefined;
}

/** Each task with all below it right after it. */
async function withSubtasks(
  context: ServiceContext,
  tops: readonly ExportedTask[],
  topNames: ReadonlyMap<string, string>,
): Promise<Listed[]> {
  const names = new Map(topNames);
  const below = new Map<string, ExportedTask[]>();
  const all = [...tops];
  for (let parents = tops; parents.length > 0; ) {
    const children = await childrenOf(context, parents, names);
    for (const child of children) {
      const siblings = below.get(child.parentId ?? '');
      if (siblings) siblings.push(child);
      else below.set(child.parentId ?? '', [child]);
    }
    all.push(...children);
    parents = children;
  }
  const series = await seriesOf(context, all);
  const listed: Listed[] = [];
  const waiting = tops.map((task) => ({ task, indent: 1 })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { task, indent } = next;
    const tags = task.tagIds.flatMap((id) => names.get(id) ?? []);
    listed.push({ task, indent, tags, series: series.get(task.seriesId ?? '') });
    const children = below.get(task.id) ?? [];
    waiting.push(...children.map((child) => ({ task: child, indent: Math.min(indent + 1, maximumIndent) })).reverse());
  }
  return listed;
}

async function childrenOf(context: ServiceContext, parents: readonly ExportedTask[], names: Map<string, string>) {
  const children: ExportedTask[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page = await readTaskPage(context, {
      where: `t.owner_id = $1 and ${open('t')} and t.parent_id = any($2)`,
      ...{ params: [context.principal.userId, parents.map((task) => task.id)], after, size: 1_000 },
    });
    children.push(...page.tasks);
    for (const [id, name] of page.names) names.set(id, name);
    after = page.next;
    more = after !== null;
  }
  return children;
}

function rowOf(task: ExportedTask, indent: number, tags: readonly string[], series: ReadSeries | undefined): string[] {
  const due = dueOf(task);
  const labels = tags.map((name) => `@${name.trim().replaceAll(/[\s@]+/g, '_')}`);
  const isCurrent = series && !series.ended && series.currentKey === task.occurrenceKey;
  const repetition = isCurrent && due ? todoistRepetition(series, due) : null;
  const date = due ? [due.date, due.time?.slice(0, 5)].filter(Boolean).join(' ') : '';
  const remark = isCurrent && repetition === null ? `Repeats: RRULE:${series.rule}` : '';
  return [
    ...['task', [task.title, ...labels].join(' ')],
    [task.description, remark].filter((text) => text !== '').join('\n\n'),
    ...[priorities[task.priority], String(indent), '', '', repetition ?? date, due ? 'en' : ''],
    due && !due.floating ? due.timeZone : '',
  ];
}
