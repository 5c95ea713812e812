import type { Priority } from '@rondo/schema/events/task.ts';
import { tagKey } from '@rondo/schema/filter/condition.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Now } from './date.ts';
import { type Phrase, readPhrases } from './phrases.ts';
import { choose } from './placement.ts';
import { remindersOf, scheduleOf } from './schedule.ts';
import { titleOf } from './title.ts';
import { type Mark, tokenize } from './tokens.ts';
import { Words } from './words.ts';

export interface QuickAddContext {
  now: Temporal.Instant;
  /** The viewer's, an IANA name. */
  timeZone: string;
}

export interface QuickAdd {
  title: string;
  /** On the viewer's wall clock: `2026-12-01`, and `09:00:00` where the text gives a time. */
  due: { date: string; time: string | null } | null;
  priority: Priority | null;
  /** Names without `#`, each once whatever its case, in the order in which they stand. */
  tags: string[];
  /** `rule` is an RRULE value without DTSTART; `due` is its first occurrence. "every!" counts from completion. */
  recurrence: { rule: string; mode: 'SCHEDULE' | 'COMPLETION' } | null;
  /** Durations before the due in ISO 8601, `PT15M`, and instants in RFC 3339. */
  reminders: ({ before: string } | { at: string })[];
  /** What was understood, in the order in which it stands. The title is what is left. */
  parts: QuickAddPart[];
}

export interface QuickAddPart {
  kind: 'tag' | 'priority' | 'due' | 'rule' | 'reminder';
  text: string;
  /** From `start` up to but not including `end`, in UTF-16 code units of the text as given. */
  start: number;
  end: number;
}

/** Twice as long as a title may be. A longer text is not read, so that nobody waits for it. In UTF-16 code units. */
export const MAX_READ_LENGTH = 1_000;

/**
 * Reads a task from a line such as `pay rent every 1st 9am #home !high remind 1d before`.
 *
 * Careful with titles: a word is taken for a date only where it can hardly be anything else (placement.ts), what stands
 * in double quotes is the title's, and a text of nothing but parts is a title itself. Of two dates that could be meant
 * the one after "due" counts, else the last; the other stays in the title.
 *
 * The grammar is written here, and not chrono-node's: chrono 2.10 takes "Sunday" from "Call Sunday school", "at 9" from
 * "Look at 9 pictures" and "1/2" from "1/2 cup", it knows no repetition, and 100 kB of "1 jan" take it 1.2 s. What tells
 * a date that is meant from a name are the words around it, which is most of what stands here.
 */
export function parseQuickAdd(text: string, { now: instant, timeZone }: QuickAddContext): QuickAdd {
  const untouched: QuickAdd = {
    title: text.trim(),
    due: null,
    priority: null,
    tags: [],
    recurrence: null,
    reminders: [],
    parts: [],
  };
  if (text.length > MAX_READ_LENGTH) return untouched;

  const { words: all, marks, quotes } = tokenize(text);
  const words = new Words(all);
  const zoned = instant.toZonedDateTimeISO(timeZone);
  const now: Now = { today: zoned.toPlainDate(), time: zoned.toPlainTime(), zoned };
  const phrases = choose(words, readPhrases(words, now));

  const schedule = scheduleOf(phrases, now);
  const reminders = remindersOf(phrases, schedule, now);
  const priority = priorityOf(marks, phrases, words);
  const tags = marks.filter((mark) => mark.kind === 'tag');

  const part = (kind: QuickAddPart['kind'], start: number, end: number): QuickAddPart => {
    return { kind, text: text.slice(start, end), start, end };
  };
  const spoken = [...schedule.parts, ...reminders.parts, ...priority.spoken].map((span) => {
    return part(span.kind, words.at(span.start)?.start ?? 0, words.at(span.end - 1)?.end ?? 0);
  });
  const parts = [...spoken, ...[...tags, ...priority.marks].map((mark) => part(mark.kind, mark.start, mark.end))].sort(
    (a, b) => a.start - b.start,
  );
  const title = titleOf(text, parts, quotes);
  if (title === null) return untouched;
  return {
    title,
    due: schedule.due && { date: schedule.due.date.toString(), time: schedule.due.time?.toString() ?? null },
    priority: priority.value,
    tags: distinct(tags.map(({ name }) => name)),
    recurrence: schedule.recurrence,
    reminders: reminders.values,
    parts,
  };
}

/** Names that differ only in case are one. */
function distinct(names: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const name of names) if (!byKey.has(tagKey(name))) byKey.set(tagKey(name), name);
  return [...byKey.values()];
}

/** The first that the text gives, `!high` before `p1`; others stay in the title. */
function priorityOf(marks: readonly Mark[], phrases: readonly Phrase[], words: Words) {
  const mark = marks.find((candidate) => candidate.kind === 'priority');
  if (mark !== undefined) return { value: mark.priority, marks: [mark], spoken: [] };
  const phrase = phrases.find((candidate) => candidate.kind === 'priority');
  if (phrase === undefined || words.length === 1) return { value: null, marks: [], spoken: [] };
  const { start, end } = phrase;
  return { value: phrase.priority, marks: [], spoken: [{ kind: 'priority' as const, start, end }] };
}
