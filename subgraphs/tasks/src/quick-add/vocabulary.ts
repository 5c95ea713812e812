const WEEKDAY_NAMES = [
  ['monday', 'mon'],
  ['tuesday', 'tue', 'tues'],
  ['wednesday', 'wed', 'weds'],
  ['thursday', 'thu', 'thur', 'thurs'],
  ['friday', 'fri'],
  ['saturday', 'sat'],
  ['sunday', 'sun'],
];

const MONTH_NAMES = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
];

const NUMBER_WORDS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const ORDINAL_WORDS = ['first', 'second', 'third', 'fourth', 'fifth'];

function numbered(groups: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(groups.flatMap((names, index) => names.map((name): [string, number] => [name, index + 1])));
}

/** ISO weekdays, Monday is 1. */
const WEEKDAYS = numbered(WEEKDAY_NAMES);
/** `mondays`, as in "on mondays". */
const WEEKDAY_PLURALS = numbered(WEEKDAY_NAMES.map(([name]) => [`${name}s`]));
const MONTHS = numbered(MONTH_NAMES);
const NUMBERS = numbered(NUMBER_WORDS.map((word) => [word]));
const ORDINALS = numbered(ORDINAL_WORDS.map((word) => [word]));

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...(['minute', 'minutes', 'min', 'mins'] as const).map((name): [string, Unit] => [name, 'minute']),
  ...(['hour', 'hours', 'hr', 'hrs'] as const).map((name): [string, Unit] => [name, 'hour']),
  ...(['day', 'days'] as const).map((name): [string, Unit] => [name, 'day']),
  ...(['week', 'weeks', 'wk', 'wks'] as const).map((name): [string, Unit] => [name, 'week']),
  ...(['month', 'months'] as const).map((name): [string, Unit] => [name, 'month']),
  ...(['quarter', 'quarters'] as const).map((name): [string, Unit] => [name, 'quarter']),
  ...(['year', 'years', 'yr', 'yrs'] as const).map((name): [string, Unit] => [name, 'year']),
]);
/** As in `1d` and `15m`. */
const UNIT_LETTERS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
]);

export const weekdayOf = (word: string): number | undefined => WEEKDAYS.get(word);
export const weekdayPluralOf = (word: string): number | undefined => WEEKDAY_PLURALS.get(word);
export const monthOf = (word: string): number | undefined => MONTHS.get(word);
export const unitOf = (word: string): Unit | undefined => UNITS.get(word);
export const unitLetterOf = (letter: string): Unit | undefined => UNIT_LETTERS.get(letter) ?? UNITS.get(letter);

/** `3` and `three`, up to 999; `a` and `an` are one where `article` says so. */
export function numberOf(word: string, article = false): number | undefined {
  if (article && (word === 'a' || word === 'an')) return 1;
  if (/^[1-9]\d{0,2}$/.test(word)) return Number(word);
  return NUMBERS.get(word);
}

/** `1st` to `31st`, and `first` to `fifth`. */
export function ordinalOf(word: string): number | undefined {
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word)?.[1];
  const number = digits === undefined ? ORDINALS.get(word) : Number(digits);
  return number !== undefined && number >= 1 && number <= 31 ? number : undefined;
}

/** A day of the month in digits: `5` and `5th`. */
export function monthDayOf(word: string): number | undefined {
  const digits = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1];
  const day = Number(digits);
  return digits !== undefined && day >= 1 && day <= 31 ? day : undefined;
}
