import { LockMode } from '@mikro-orm/core';
import { uniqueViolation } from '@rondo/platform/database/sql-state.ts';
import { conflict } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import { SeriesCreated, SeriesEnded, type SeriesState, SeriesUpdated } from '@rondo/schema/events/series.ts';
import type { DueState } from '@rondo/schema/events/task.ts';
import type { RecurrenceRequest } from '@rondo/schema/methods/recurrence.ts';
import { type Series, SeriesEntity } from './entities.ts';
import { firstKey } from './evaluation.ts';

/** What a series is counted from. */
export interface SeriesStart {
  start: string;
  allDay: boolean;
  timeZone: string;
  floating: boolean;
}

/** Makes a series, or returns the one of that id. Throws INVALID_RECURRENCE, `argument` saying where below `path`. */
export async function createSeries(
  operation: Operation,
  input: SeriesStart & { seriesId: string; recurrence: RecurrenceRequest },
  path: string,
): Promise<Series> {
  const existing = await operation.em.findOne(SeriesEntity, { id: input.seriesId });
  if (existing) return existing;
  const series = await insertSeries(operation, input, path);
  announceSeries(operation, series);
  return series;
}

/** A new series that nobody is told of yet: see announceSeries. Throws as createSeries does. */
export async function insertSeries(
  operation: Operation,
  input: SeriesStart & { seriesId: string; recurrence: RecurrenceRequest },
  path: string,
): Promise<Series> {
  const { em, principal, now } = operation;
  const { rule, mode, missed } = input.recurrence;
  const currentKey = firstKey({ rule, start: input.start, timeZone: input.timeZone }, path);
  const series = em.create(SeriesEntity, {
    id: input.seriesId,
    ownerId: principal.userId,
    rule,
    mode,
    missed,
    start: input.start,
    allDay: input.allDay,
    timeZone: input.timeZone,
    floating: input.floating,
    currentKey,
    made: 1,
    recentKeys: [currentKey],
    skipped: [],
    moved: {},
    ended: false,
    version: 1,
    createdAt: now,
  });
  try {
    await em.flush();
  } catch (error) {
    if (uniqueViolation(error)) throw conflict('id', 'This series id is taken. Use a new one.');
    throw error;
  }
  return series;
}

/** Says by its event that a series has been made. */
export function announceSeries(operation: Operation, series: Series): void {
  operation.emit(SeriesCreated, series.id, { series: seriesState(series), changes: changesOf({}, visible(series)) });
}

/** Changes a series under a lock and says so by an event; nothing happens where `change` changes nothing that is visible. */
export async function changeSeries(
  operation: Operation,
  id: string,
  change: (series: Series) => void,
): Promise<Series | null> {
  const series = await operation.em.findOne(SeriesEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!series) return null;
  const before = visible(series);
  change(series);
  const changes = changesOf(before, visible(series));
  if (changes.length > 0) {
    series.version += 1;
    const ended = series.ended && !before.ended;
    operation.emit(ended ? SeriesEnded : SeriesUpdated, id, { series: seriesState(series), changes });
  }
  return series;
}

function visible(series: Series): Record<string, string | boolean | string[]> {
  const { rule, mode, missed, start, timeZone, skipped, ended } = series;
  return { rule, mode, missed, start, timeZone, skipped: [...skipped], ended };
}

function changesOf(
  before: Record<string, string | boolean | string[]>,
  after: Record<string, string | boolean | string[]>,
): FieldChange[] {
  return Object.entries(after)
    .filter(([field, to]) => JSON.stringify(before[field]) !== JSON.stringify(to))
    .map(([field, to]) => ({ field, from: before[field] ?? null, to }));
}

export function seriesState(series: Series): SeriesState {
  const { id, ownerId, rule, mode, missed, start, timeZone, skipped, ended, version } = series;
  return { id, ownerId, rule, mode, missed, start, timeZone, skipped: [...skipped], ended, version };
}

/** The due of an occurrence: its key on the series' clock. */
export function dueAt(key: string, series: Pick<Series, 'allDay' | 'timeZone' | 'floating'>): Omit<DueState, 'at'> {
  const [date = '', time = ''] = key.split('T');
  return { date, time: series.allDay ? null : time, timeZone: series.timeZone, floating: series.floating };
}
