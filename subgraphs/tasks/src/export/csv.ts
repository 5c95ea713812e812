import type { ServiceContext } from '@rondo/platform/service.ts';
import type { Piece } from '@rondo/schema/methods/transfer.ts';
import { dueOf } from '../due.ts';
import { csvLines, csvList } from './cell.ts';
import {
  type ExportedTask,
  type FoundReminder,
  type ReadSeries,
  readTaskPage,
  remindersOf,
  seriesOf,
} from './task-page.ts';

const pageSize = 500;

const header = [
  ...['id', 'title', 'description', 'status', 'priority', 'due_date', 'due_time', 'due_time_zone', 'tags', 'parent_id'],
  ...['rule', 'mode', 'missed', 'reminders', 'created_at', 'updated_at', 'completed_at'],
];

/** Tasks outside the bin, a line each. It begins with a byte order mark, without which Excel does not take it for UTF-8. */
export async function exportCsv(context: ServiceContext, cursor: string | null): Promise<Piece> {
  const { tasks, names, next } = await readTaskPage(context, {
    where: 't.owner_id = $1 and t.deleted_at is null',
    ...{ params: [context.principal.userId], after: cursor, size: pageSize },
  });
  const [series, reminders] = await Promise.all([seriesOf(context, tasks), remindersOf(context, tasks)]);
  const rows = tasks.map((task) =>
    rowOf(
      task,
      task.tagIds.flatMap((id) => names.get(id) ?? []),
      series.get(task.seriesId ?? ''),
      reminders.get(task.id) ?? [],
    ),
  );
  return { text: (cursor === null ? `\ufeff${csvLines([header])}` : '') + csvLines(rows), next };
}

function rowOf(
  task: ExportedTask,
  tags: readonly string[],
  series: ReadSeries | undefined,
  reminders: readonly FoundReminder[],
): string[] {
  const due = dueOf(task);
  const repeats = series && !series.ended && series.currentKey === task.occurrenceKey ? series : undefined;
  return [
    ...[task.id, task.title, task.description, task.status, task.priority],
    ...[due?.date ?? '', due?.time ?? '', due && !due.floating ? due.timeZone : '', csvList(tags), task.parentId ?? ''],
    ...[repeats?.rule ?? '', repeats?.mode ?? '', repeats?.missed ?? ''],
    csvList(reminders.map(({ asked, before }) => asked ?? before ?? '')),
    ...[task.createdAt.toISOString(), task.updatedAt.toISOString(), task.completedAt?.toISOString() ?? ''],
  ];
}
