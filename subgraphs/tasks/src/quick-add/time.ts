import { Temporal } from 'temporal-polyfill';
import type { Words } from './words.ts';

export interface TimePhrase {
  /** Index of the word after it. */
  end: number;
  time: Temporal.PlainTime;
  /**
   * How much else it could be: `9am` and `9:30` say a time; `5` after "at" may count something; `noon` and `morning`
   * are a time only beside a day.
   */
  sense: 'clock' | 'hour' | 'dayPart';
  /** It began with "at". */
  introduced: boolean;
}

const DAY_PARTS: ReadonlyMap<string, string> = new Map([
  ['morning', '09:00'],
  ['noon', '12:00'],
  ['midday', '12:00'],
  ['afternoon', '15:00'],
  ['evening', '19:00'],
  ['night', '20:00'],
  ['midnight', '00:00'],
]);

export const TONIGHT = Temporal.PlainTime.from('20:00');

const HALF_DAY = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)$/;
const CLOCK = /^(\d{1,2}):(\d{2})$/;
const HOUR = /^\d{1,2}$/;

/**
 * Reads a time of day: `9am`, `9:30 pm`, `21:00`, `at 9`, `at noon`; beside a day also `noon` and `in the morning`.
 * From 1 to 5 without am, pm or a leading zero it is in the afternoon, because people sleep at the others.
 */
export function readTime(words: Words, start: number): TimePhrase | null {
  const introduced = words.lower(start) === 'at';
  const index = introduced ? start + 1 : start;
  if (introduced && !words.continues(index)) return null;

  const word = words.lower(index);
  const split = /^(?:am|pm)$/.test(words.next(index + 1)) && /^\d/.test(word);
  const halfDay = HALF_DAY.exec(split ? `${word}${words.lower(index + 1)}` : word);
  if (halfDay !== null) {
    const time = halfDayTime(Number(halfDay[1]), Number(halfDay[2] ?? 0), halfDay[3] === 'pm');
    return time && { end: index + (split ? 2 : 1), time, sense: 'clock', introduced };
  }

  const clock = CLOCK.exec(word);
  if (clock !== null) {
    const time = clockTime(clock[1] ?? '', Number(clock[2]));
    return time && { end: index + 1, time, sense: 'clock', introduced };
  }

  if (HOUR.test(word)) {
    const oClock = /^o['’]clock$/.test(words.next(index + 1));
    if (!introduced && !oClock) return null;
    const time = clockTime(word, 0);
    return time && { end: index + (oClock ? 2 : 1), time, sense: oClock ? 'clock' : 'hour', introduced };
  }

  const inThe = words.says(start, 'in', 'the') ? start + 2 : index;
  const dayPart = DAY_PARTS.get(inThe === index ? word : words.next(inThe));
  if (dayPart === undefined) return null;
  const sense = introduced && (word === 'noon' || word === 'midnight') ? 'clock' : 'dayPart';
  return { end: inThe + 1, time: Temporal.PlainTime.from(dayPart), sense, introduced };
}

function halfDayTime(hour: number, minute: number, afternoon: boolean): Temporal.PlainTime | null {
  if (hour < 1 || hour > 12 || minute > 59) return null;
  return new Temporal.PlainTime((hour % 12) + (afternoon ? 12 : 0), minute);
}

function clockTime(digits: string, minute: number): Temporal.PlainTime | null {
  const hour = Number(digits);
  if (hour > 23 || minute > 59) return null;
  const asleep = !digits.startsWith('0') && hour <= 5;
  return new Temporal.PlainTime(asleep ? hour + 12 : hour, minute);
}
