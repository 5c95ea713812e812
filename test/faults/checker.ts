import { isDeepStrictEqual } from 'node:util';
import { checkMutations } from './check-mutations.ts';
import type { HeardEvent, LoggedEvent, Recording, State } from './recording.ts';

/** Something that the promise excludes. `rule` names which part of it. */
export interface Violation {
  readonly rule: Rule;
  readonly what: string;
}

export type Rule =
  | 'mutation lost'
  | 'mutation doubled'
  | 'refused mutation took effect'
  | 'version missing'
  | 'history contradicts itself'
  | 'activity incomplete'
  | 'chain broken'
  | 'event not heard'
  | 'event heard twice'
  | 'event nobody sent'
  | 'heard out of order'
  | 'occurrence missing'
  | 'occurrence doubled'
  | 'reminder early'
  | 'reminder missing'
  | 'reminder doubled'
  | 'backlog'
  | 'dead letter';

export interface Expected {
  /** Events of which a dead letter is no violation. */
  readonly poison?: ReadonlySet<string>;
  /** Events that came into the log of facts in another order than they happened. */
  readonly shuffled?: ReadonlySet<string>;
}

/** How long after its time a reminder may still be on its way when the state is read. */
const reminderPatienceMs = 15_000;
/** Clocks of one machine, read by two processes, and columns of milliseconds. */
const clockGrainMs = 5;

/** All that a run's recordings and the state after it say against the promise; empty where it was kept. */
export function check(
  recording: Recording,
  found: State,
  { poison = new Set(), shuffled }: Expected = {},
): Violation[] {
  const state = shuffled?.size ? asHappened(found, shuffled) : found;
  return [
    ...checkMutations(recording.mutations, state),
    ...checkVersions(state),
    ...checkHistory(state, poison),
    ...recording.subscribers.flatMap(({ name, userId, events }) => {
      const sent = state.updates.filter((event) => event.userId === userId && !poison.has(event.id));
      return [...checkHeard(name, events, firsts(sent))];
    }),
    ...checkSeries(state),
    ...checkReminders(state),
    ...(state.outbox > 0 ? [violation('backlog', `${state.outbox} events are still in an outbox`)] : []),
    ...state.refused.map((reason) => violation('backlog', `an event was set aside: ${reason}`)),
    ...state.deadLetters
      .filter(({ eventId }) => !poison.has(eventId))
      .map(({ group, eventId }) => violation('dead letter', `${eventId} of ${group}`)),
  ];
}

export const violation = (rule: Rule, what: string): Violation => ({ rule, what });

/**
 * Facts and the history of them in the order in which they happened, where events of the same subject were shuffled: its versions tell it.
 * What clients hear is left as it is.
 */
function asHappened(state: State, shuffled: ReadonlySet<string>): State {
  const subjects = new Set(state.facts.filter(({ id }) => shuffled.has(id)).map(({ subject }) => subject));
  const versions = new Map(state.facts.map(({ id, version }) => [id, version ?? 0]));
  const sorted = <T extends { id: string; subject: string }>(rows: readonly T[]): T[] => [
    ...rows.filter(({ subject }) => !subjects.has(subject)),
    ...rows
      .filter(({ subject }) => subjects.has(subject))
      .sort((a, b) => (versions.get(a.id) ?? 0) - (versions.get(b.id) ?? 0)),
  ];
  return {
    ...state,
    facts: sorted(state.facts),
    activity: sorted(state.activity).map((entry, sequence) => ({ ...entry, sequence })),
  };
}

/** Without what repeats an event before it, which a relay may publish twice. */
function firsts(events: readonly LoggedEvent[]): LoggedEvent[] {
  const seen = new Set<string>();
  return events.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Every version of a task and of a tag has one event in the log, in order; the last one is the row's. */
function* checkVersions(state: State): Generator<Violation> {
  for (const [topic, events] of Object.entries({ 'task-events': state.facts, 'task-updates': state.updates })) {
    const versions = new Map<string, number[]>();
    for (const { subject, version } of firsts(events)) {
      if (version !== null) versions.set(subject, [...(versions.get(subject) ?? []), version]);
    }
    for (const { id, version } of [...state.tasks, ...state.tags]) {
      const found = versions.get(id) ?? [];
      const wanted = Array.from({ length: version }, (_, n) => n + 1);
      if (isDeepStrictEqual(found, wanted)) continue;
      yield violation('version missing', `${id} is at version ${version}, ${topic} has ${found.join() || 'none'}`);
    }
  }
}

/** The activity log has each fact once, says of each change what was before it, and its chain holds. */
function* checkHistory(state: State, poison: ReadonlySet<string>): Generator<Violation> {
  for (const reason of state.brokenChains) yield violation('chain broken', reason);
  const times = Map.groupBy(state.activity, ({ id }) => id);
  for (const { id, type } of firsts(state.facts)) {
    const count = times.get(id)?.length ?? 0;
    if (count !== 1 && !poison.has(id)) yield violation('activity incomplete', `${type} ${id} is there ${count} times`);
  }
  const published = new Set(state.facts.map(({ id }) => id));
  for (const { id, type } of state.activity) {
    if (!published.has(id)) yield violation('activity incomplete', `${type} ${id} was never published`);
  }
  const rows = new Map(state.tasks.map((task) => [task.id, task]));
  for (const [subject, entries] of Map.groupBy(state.activity, (entry) => entry.subject)) {
    const task = rows.get(subject);
    if (!task) continue;
    const known = new Map<string, unknown>();
    for (const { id, changes } of entries.toSorted((a, b) => a.sequence - b.sequence)) {
      for (const { field, from, to } of changes) {
        // A tag has its name by another event than the task's.
        if (field === 'tags') continue;
        if (known.has(field) && !isDeepStrictEqual(known.get(field), from)) {
          const before = JSON.stringify(known.get(field));
          const what = `${id} of ${subject} changes ${field} from ${JSON.stringify(from)}, which was ${before}`;
          yield violation('history contradicts itself', what);
        }
        known.set(field, to);
      }
    }
    for (const field of ['title', 'status'] as const) {
      if (known.get(field) === task[field]) continue;
      const what = `${subject} has the ${field} ${task[field]}, its history ends with ${String(known.get(field))}`;
      yield violation('history contradicts itself', what);
    }
  }
}

/** A subscriber got every event of the user once, in the order of the log, versions rising for each subject. */
function* checkHeard(name: string, heard: readonly HeardEvent[], sent: readonly LoggedEvent[]): Generator<Violation> {
  const places = new Map(sent.map(({ id }, place) => [id, place]));
  const seen = new Set<string>();
  const versions = new Map<string, number>();
  let last = -1;
  for (const { id, type, subject, version } of heard) {
    const about = `${name}: ${type} ${id}`;
    const place = places.get(id);
    if (place === undefined) yield violation('event nobody sent', about);
    if (seen.has(id)) yield violation('event heard twice', about);
    else if (place !== undefined && place < last) yield violation('heard out of order', about);
    else if (subject !== null && version !== null && version <= (versions.get(subject) ?? 0)) {
      yield violation('heard out of order', `${about} is version ${version} after ${versions.get(subject)}`);
    }
    seen.add(id);
    last = Math.max(last, place ?? last);
    if (subject !== null && version !== null) versions.set(subject, version);
  }
  for (const { id, type } of sent) {
    if (!seen.has(id)) yield violation('event not heard', `${name}: ${type} ${id}`);
  }
}

/** Each occurrence that was completed as one has one after it, and no other has. */
function* checkSeries(state: State): Generator<Violation> {
  const completed = completedOccurrences(state);
  const series = new Map(state.series.map((row) => [row.id, row]));
  const occurrences = Map.groupBy(state.tasks, ({ seriesId }) => seriesId);
  for (const [id, tasks] of occurrences) {
    if (id === null) continue;
    const keys = tasks.map(({ occurrenceKey }) => occurrenceKey);
    for (const key of keys.filter((each, n) => keys.indexOf(each) !== n)) {
      yield violation('occurrence doubled', `${id} has two of ${key}`);
    }
    const done = tasks.filter((task) => completed.has(task.id)).length;
    const wanted = done + (series.get(id)?.ended ? 0 : 1);
    if (tasks.length < wanted)
      yield violation('occurrence missing', `${id} has ${tasks.length}, ${done} were completed`);
    if (tasks.length > wanted)
      yield violation('occurrence doubled', `${id} has ${tasks.length}, ${done} were completed`);
  }
}

/** Those of the tasks that were completed while they belonged to a series. */
function completedOccurrences({ activity }: State): Set<string> {
  const belonging = new Set<string>();
  const completed = new Set<string>();
  for (const { subject, type, changes } of activity.toSorted((a, b) => a.sequence - b.sequence)) {
    const series = changes.find(({ field }) => field === 'series');
    if (series && series.to !== null) belonging.add(subject);
    if (type === 'task.completed.v1' && belonging.has(subject)) completed.add(subject);
  }
  return completed;
}

function* checkReminders(state: State): Generator<Violation> {
  const notifications = Map.groupBy(state.notifications, ({ taskId }) => taskId);
  for (const [taskId, reminders] of Map.groupBy(state.reminders, (reminder) => reminder.taskId)) {
    const inApp = reminders.filter((reminder) => reminder.inApp);
    const fired = inApp.reduce((sum, { firing }) => sum + firing, 0);
    const got = notifications.get(taskId) ?? [];
    if (got.length > fired)
      yield violation('reminder doubled', `${taskId} fired ${fired} times, told ${got.length} times`);
    if (got.length < fired)
      yield violation('reminder missing', `${taskId} fired ${fired} times, told ${got.length} times`);
    for (const { id, firing } of inApp) {
      if (firing > 1) yield violation('reminder doubled', `${id} fired ${firing} times`);
    }
    const earliest = Math.min(...inApp.map(({ at }) => at));
    for (const { id, createdAt } of got) {
      if (createdAt < earliest - clockGrainMs) {
        yield violation('reminder early', `${id} came ${earliest - createdAt} ms before its time`);
      }
    }
    for (const { id, fireAt } of reminders) {
      if (fireAt !== null && fireAt < state.at - reminderPatienceMs) {
        yield violation('reminder missing', `${id} was due ${state.at - fireAt} ms ago`);
      }
    }
  }
}
