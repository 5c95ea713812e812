import { isDeepStrictEqual } from 'node:util';
import { badInput, notFound, RondoError } from '@rondo/platform/errors.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import type { RecurrenceRequest } from '@rondo/schema/methods/recurrence.ts';
import { getTask, joinSeries, leaveSeries, moveTask, skipTask } from '@rondo/schema/methods/tasks.ts';
import { Temporal } from 'temporal-polyfill';
import { advance, recurrenceOf } from './advance.ts';
import { type Series, SeriesEntity } from './entities.ts';
import { firstKey } from './evaluation.ts';
import { LIMITS } from './rule/rule.ts';
import { announceSeries, changeSeries, dueAt, insertSeries, type SeriesStart } from './series.ts';
import { inTurn } from './turns.ts';

/*
 * What a user does to the recurrence of a task. The task is the tasks service's: it is called outside any transaction,
 * so that two services never wait for each other's connections.
 */

export interface TaskChange {
  task: { id: string };
  eventId: string | null;
}

export interface DueRequest {
  date: string;
  time?: string | null;
  timeZone?: string | null;
}

/** How often a call starts anew because its task has changed meanwhile. */
const mostTries = 5;

/**
 * Makes a task repeat, or changes how it does: a series that it has stays, counted anew from this occurrence. Calls for
 * one task take turns, so that the same call made twice at once is one change; between replicas the task's version
 * sees to it that they do not make it two series.
 */
export function setRecurrence(
  context: ServiceContext,
  input: { taskId: string; recurrence: RecurrenceRequest },
): Promise<TaskChange> {
  return inTurn(input.taskId, async () => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await repeatTask(context, input);
      } catch (error) {
        const outdated = error instanceof RondoError && error.argument === 'expectedVersion';
        if (!outdated || tries === mostTries) throw error;
      }
    }
  });
}

async function repeatTask(
  context: ServiceContext,
  input: { taskId: string; recurrence: RecurrenceRequest },
): Promise<TaskChange> {
  const { task } = await context.invoke(getTask, { taskId: input.taskId });
  if (!isOpen(task)) throw badInput('taskId', 'A closed task cannot repeat. Reopen it first.');
  const from = startOf(task, context.principal.timeZone);
  const key = firstKey({ rule: input.recurrence.rule, start: from.start, timeZone: from.timeZone }, 'recurrence');
  const seriesId = task.seriesId ?? newId('series');
  const series = await context.read(({ em }) => em.findOne(SeriesEntity, { id: seriesId }));
  if (series && repeatsSo(series, { ...input.recurrence, ...from }, task))
    return { task: { id: task.id }, eventId: null };
  const due = key === from.start && task.due ? null : dueAt(key, from);
  const { recurrence } = input;
  const join = () =>
    context.invoke(joinSeries, {
      ...{ taskId: task.id, expectedVersion: task.version },
      ...{ seriesId, key, recurrence, due },
    });
  if (!series) {
    const { eventId } = await beginSeries(context, { ...from, seriesId, recurrence }, join);
    return { task: { id: task.id }, eventId };
  }
  // The task first: it may refuse, having been closed meanwhile; the series, whose rule has been checked, will not.
  const { eventId } = await join();
  await context.write((operation) =>
    changeSeries(operation, seriesId, (existing) => {
      Object.assign(existing, {
        ...recurrence,
        ...from,
        currentKey: key,
        made: 1,
        recentKeys: [key],
        ended: false,
        moved: {},
      });
    }),
  );
  await moveOnIfClosed(context, { taskId: task.id, seriesId, key }).catch((error) => {
    // What was asked for is done.
    context.log.error({ err: error, series: seriesId }, 'whether a series is to move on could not be seen');
  });
  return { task: { id: task.id }, eventId };
}

/** What heard of a completion before the series stood at its key has taken it for one that is long past: it is made good here. */
async function moveOnIfClosed(
  context: ServiceContext,
  { taskId, seriesId, key }: { taskId: string; seriesId: string; key: string },
): Promise<void> {
  const { task } = await context.invoke(getTask, { taskId });
  if (isOpen(task) || task.occurrenceKey !== key) return;
  const onItsOwn = context.by(recurrenceOf(seriesId));
  await advance({ ...onItsOwn, once: onItsOwn.write }, task, task.completedAt ?? new Date().toISOString());
}

/**
 * Makes a series and has the task join it. The series is there before the task is in it: a completion a moment later, or the
 * death of this process in between, finds a series to move on. Where the task refuses, nothing of it stays.
 */
async function beginSeries<Joined>(
  context: ServiceContext,
  input: SeriesStart & { seriesId: string; recurrence: RecurrenceRequest },
  join: () => Promise<Joined>,
): Promise<Joined> {
  const series = await context.write((operation) => insertSeries(operation, input, 'recurrence'));
  let joined: Joined;
  try {
    joined = await join();
  } catch (error) {
    const isRefused = error instanceof RondoError && error.code !== ErrorCode.UNAVAILABLE;
    if (isRefused) await context.write(({ em }) => em.nativeDelete(SeriesEntity, { id: series.id }));
    throw error;
  }
  await context.write(async (operation) => announceSeries(operation, series));
  return joined;
}

/** Whether a task repeats just so already: by that rule, and standing where the rule has put it. */
function repeatsSo(series: Series, wanted: RecurrenceRequest & SeriesStart, task: TaskState): boolean {
  const { rule, mode, missed, allDay, timeZone, floating, currentKey, ended } = series;
  const standing = { rule, mode, missed, allDay, timeZone, floating, start: currentKey };
  return !ended && task.occurrenceKey === currentKey && isDeepStrictEqual(standing, wanted);
}

export async function removeRecurrence(context: ServiceContext, input: { taskId: string }): Promise<TaskChange> {
  const { task } = await context.invoke(getTask, input);
  if (!task.seriesId) return { task: { id: task.id }, eventId: null };
  const { eventId } = await context.invoke(leaveSeries, input);
  await context.write((operation) =>
    changeSeries(operation, task.seriesId ?? '', (series) => {
      series.ended = true;
    }),
  );
  return { task: { id: task.id }, eventId };
}

/** The key is noted as skipped first: the task's closing is then seen for what it is, and moves the series on. */
export async function skipOccurrence(context: ServiceContext, input: { taskId: string }): Promise<TaskChange> {
  const { series, key, task } = await openOccurrence(context, input.taskId);
  const seriesId = series.id;
  if (series.skipped.length >= LIMITS.skipped) {
    throw badInput(
      'taskId',
      `This series has ${LIMITS.skipped} skipped occurrences, the most there can be. Set its recurrence anew.`,
    );
  }
  await context.write((operation) =>
    changeSeries(operation, seriesId, (series) => {
      if (!series.skipped.includes(key)) series.skipped = [...series.skipped, key];
    }),
  );
  try {
    const { eventId } = await context.invoke(skipTask, input);
    return { task: { id: task.id }, eventId };
  } catch (error) {
    await context.write((operation) =>
      changeSeries(operation, seriesId, (series) => {
        series.skipped = series.skipped.filter((skipped) => skipped !== key);
      }),
    );
    throw error;
  }
}

export async function rescheduleOccurrence(
  context: ServiceContext,
  input: { taskId: string; due: DueRequest },
): Promise<TaskChange> {
  const { task } = await openOccurrence(context, input.taskId);
  const { date, time, timeZone } = input.due;
  const due = {
    date,
    time: time ?? null,
    timeZone: timeZone ?? context.principal.timeZone,
    floating: timeZone == null,
  };
  const { eventId } = await context.invoke(moveTask, { taskId: task.id, due });
  return { task: { id: task.id }, eventId };
}

async function openOccurrence(
  context: ServiceContext,
  taskId: string,
): Promise<{ task: TaskState; series: Series; key: string }> {
  const { task } = await context.invoke(getTask, { taskId });
  if (!task.seriesId || !task.occurrenceKey) {
    throw badInput('taskId', 'This task does not repeat. Give one that is an occurrence of a series.');
  }
  if (!isOpen(task)) throw badInput('taskId', 'This occurrence is closed already. Give the open one.');
  const series = await context.read(({ em }) => em.findOne(SeriesEntity, { id: task.seriesId ?? '' }));
  if (!series) throw notFound('taskId', 'series', task.seriesId);
  return { task, series, key: task.occurrenceKey };
}

function isOpen(task: TaskState): boolean {
  return task.status === 'OPEN' || task.status === 'IN_PROGRESS';
}

/** A series is counted from the task's due; from today, all day, where it has none. */
function startOf(task: TaskState, viewerZone: string): SeriesStart {
  if (task.due) {
    const { date, time, timeZone, floating } = task.due;
    return { start: `${date}T${time ?? '00:00:00'}`, allDay: time === null, timeZone, floating };
  }
  const today = Temporal.Now.plainDateISO(viewerZone);
  return { start: `${today}T00:00:00`, allDay: true, timeZone: viewerZone, floating: true };
}
