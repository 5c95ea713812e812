import type { TimeValue } from './ast.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SHORT_WEEKDAY = 3;

const NAMED: ReadonlyMap<string, TimeValue> = new Map<string, TimeValue>([
  ['now', { kind: 'hours', amount: 0 }],
  ['today', { kind: 'days', amount: 0, unit: 'd' }],
  ['tomorrow', { kind: 'days', amount: 1, unit: 'd' }],
  ['yesterday', { kind: 'days', amount: -1, unit: 'd' }],
  ...WEEKDAYS.flatMap((name, index): [string, TimeValue][] => [
    [name, { kind: 'weekday', weekday: index + 1 }],
    [name.slice(0, SHORT_WEEKDAY), { kind: 'weekday', weekday: index + 1 }],
  ]),
]);

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Four digits are ten thousand years; more would leave the calendar. */
const OFFSET = /^([+-]?\d{1,4})([hdwmy])$/;

/**
 * A day or a time of the filter language, whatever its case: `2026-12-01`, `today`, `tomorrow`, `yesterday`, `now`, a
 * weekday's English name or its first three letters, or an amount from now such as `7d` and `-2w`, in hours (`h`), days,
 * weeks, months (`m`) or years. Null for anything else, 30 February included.
 */
export function parseTimeValue(text: string): TimeValue | null {
  const word = text.toLowerCase();
  const named = NAMED.get(word);
  if (named !== undefined) return named;

  const offset = OFFSET.exec(word);
  if (offset !== null) {
    const amount = Number(offset[1]) || 0;
    const unit = offset[2];
    return unit === 'h' ? { kind: 'hours', amount } : { kind: 'days', amount, unit: unit as 'd' | 'w' | 'm' | 'y' };
  }
  return DATE.test(word) && isCalendarDate(word) ? { kind: 'date', date: word } : null;
}

function isCalendarDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date) && !date.startsWith('0000');
}
