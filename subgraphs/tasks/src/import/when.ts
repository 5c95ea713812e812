import { Temporal } from 'temporal-polyfill';
import type { WallDue } from '../due.ts';
import { MAX_READ_LENGTH, parseQuickAdd } from '../quick-add/parse-quick-add.ts';
import type { ImportedRecurrence, ReadingContext } from './item.ts';
import { readDate, readTime } from './value.ts';

export interface When {
  due: WallDue;
  recurrence: ImportedRecurrence | null;
}

const isoDate = /^\d{4}-\d\d-\d\d$/;
const isoDateTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?$/;
const isoInstant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/**
 * When a task is due, as files say it: ISO 8601, or words as quick add has them ("every! monday at 9am"). Null where it
 * means nothing, or where only a part of it does. Throws for a date or time of the right form that there is not.
 *
 * @param zone null: on the user's clock
 */
export function readWhen(given: string, zone: string | null, { now, timeZone }: ReadingContext): When | null {
  const text = given.trim();
  const place = { timeZone: zone ?? timeZone, floating: zone === null };
  if (isoDate.test(text)) return { due: { date: readDate(text), time: null, ...place }, recurrence: null };
  const [, date, time] = isoDateTime.exec(text) ?? [];
  if (date && time) return { due: { date: readDate(date), time: readTime(time), ...place }, recurrence: null };
  if (isoInstant.test(text)) {
    const there = Temporal.Instant.from(text.replace(' ', 'T')).toZonedDateTimeISO(place.timeZone);
    const local = there.toPlainTime().toString({ smallestUnit: 'second' });
    // An instant does not move with its user.
    return {
      due: { date: there.toPlainDate().toString(), time: local, timeZone: place.timeZone, floating: false },
      recurrence: null,
    };
  }
  return readWords(text, place, now);
}

/** Stands for the title, which quick add wants a text to have. */
const title = '"x"';

function readWords(text: string, place: Pick<WallDue, 'timeZone' | 'floating'>, now: Date): When | null {
  if (text.length + title.length + 1 > MAX_READ_LENGTH) return null;
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const read = parseQuickAdd(`${title} ${text}`, { now: instant, timeZone: place.timeZone });
  if (!read.due || read.parts.some(({ kind }) => kind !== 'due' && kind !== 'rule')) return null;
  if (read.title.replaceAll('"', '').trim() !== 'x') return null;
  const { date, time } = read.due;
  const start = `${date}T${time ?? '00:00:00'}`;
  return {
    due: { date, time, ...place },
    recurrence: read.recurrence && {
      ...{ rule: read.recurrence.rule, mode: read.recurrence.mode, missed: 'SKIP', start },
      ...{ skipped: [], notBefore: null },
    },
  };
}
