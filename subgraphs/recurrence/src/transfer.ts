import type { Operation } from '@rondo/platform/operation.ts';
import { isId } from '@rondo/schema/ids.ts';
import type { SeriesImport, SeriesRecord } from '@rondo/schema/methods/recurrence.ts';
import { type Series, SeriesEntity } from './entities.ts';
import { formatWall, parseWall } from './rule/calendar.ts';
import { InvalidRule, quoted } from './rule/rule.ts';
import { validateRecurrence } from './rule/validate.ts';
import { announceSeries, seriesState } from './series.ts';

/* Series as exports take them and imports bring them. */

const pageSize = 200;

export async function readSeries(
  { em }: Operation,
  { ids, after }: { ids: readonly string[] | null; after: string | null },
): Promise<{ series: (SeriesRecord & { left: number | null })[] }> {
  const where = ids ? { id: { $in: [...ids] } } : after === null ? {} : { id: { $gt: after } };
  const series = await em.find(SeriesEntity, where, { orderBy: { id: 'asc' }, ...(ids ? {} : { limit: pageSize }) });
  return { series: series.map((each) => ({ ...recordOf(each), left: leftOf(each) })) };
}

function recordOf(series: Series): SeriesRecord {
  const { ownerId: _, ...state } = seriesState(series);
  const { allDay, floating, currentKey, made, recentKeys, moved } = series;
  return { ...state, allDay, floating, currentKey, made, recentKeys, moved };
}

function leftOf({ rule, start, timeZone, mode, made, currentKey, ended }: Series): number | null {
  const { rule: parsed, expansion } = validateRecurrence({ rule, start, timeZone });
  if (parsed.count === null) return null;
  if (ended) return 0;
  if (mode === 'COMPLETION') return Math.max(1, parsed.count - made + 1);
  // COUNT is 10 000 at most.
  return Math.max(1, Array.from(expansion.walk(parseWall(currentKey) ?? 0)).length);
}

type ImportResult = { id: string; key: string } | { error: string };

/** Each for itself: one that can't be made holds up no other. Safe to repeat by the ids. */
export async function importSeries(
  operation: Operation,
  { series }: { series: readonly SeriesImport[] },
): Promise<{ results: ImportResult[] }> {
  const ids = series.flatMap(({ id, originalId }) => [id, ...(originalId === null ? [] : [originalId])]);
  const found = await operation.em.find(SeriesEntity, { id: { $in: ids.filter((id) => isId('series', id)) } });
  const byId = new Map(found.map((existing) => [existing.id, existing]));
  const results = series.map((item): ImportResult => {
    try {
      const existing = byId.get(item.originalId ?? '') ?? byId.get(item.id);
      const made = existing ?? insert(operation, item);
      byId.set(made.id, made);
      return { id: made.id, key: made.currentKey };
    } catch (error) {
      if (error instanceof InvalidRule) return { error: error.message };
      throw error;
    }
  });
  return { results };
}

/** Throws InvalidRule. */
function insert(operation: Operation, item: SeriesImport): Series {
  const { em, principal, now } = operation;
  const { id, recurrence, start, allDay, timeZone, floating, skipped, progress } = item;
  const { rule, mode, missed } = recurrence;
  // Before the entity is made, which would be flushed.
  validateRecurrence({ rule, start, timeZone, skipped: skipped.length });
  const currentKey = progress ? wallText(progress.currentKey) : openKey(item);
  const series = em.create(SeriesEntity, {
    ...{ id, ownerId: principal.userId, rule, mode, missed, start, allDay, timeZone, floating, currentKey },
    ...{ skipped: [...skipped], createdAt: now },
    ...(progress ?? { made: 1, recentKeys: [currentKey], moved: {}, ended: false, version: 1 }),
  });
  announceSeries(operation, series);
  return series;
}

/** The first occurrence that counts. Throws InvalidRule where there is none. */
function openKey({ recurrence: { rule }, start, timeZone, skipped, notBefore }: SeriesImport): string {
  const recurrence = validateRecurrence({ rule, start, timeZone, skipped: skipped.length });
  const from = notBefore === null ? recurrence.start : (parseWall(notBefore) ?? recurrence.start);
  const excluded = new Set(skipped);
  for (const wall of recurrence.expansion.walk(Math.max(from, recurrence.start))) {
    const key = formatWall(wall);
    if (!excluded.has(key)) return key;
  }
  throw new InvalidRule('rule', `a rule that occurs from ${formatWall(from)} on, skipped dates aside`, quoted(rule));
}

function wallText(key: string): string {
  const wall = parseWall(key);
  if (wall === undefined) throw new InvalidRule('start', 'a local date-time such as 2026-03-29T09:00:00', quoted(key));
  return formatWall(wall);
}
