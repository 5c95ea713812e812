import { civilOf, dayOfWall, secondOfDay, twoDigits, type Wall, weekdayOf } from './calendar.ts';
import type { Frequency, Rule } from './rule.ts';

// rrule's toText is not used: it drops BYSETPOS, BYWEEKNO and BYMINUTE without a word, so that "the last weekday of the
// month" and "every weekday" read the same.

const UNITS: Readonly<Record<Frequency, string>> = {
  YEARLY: 'year',
  MONTHLY: 'month',
  WEEKLY: 'week',
  DAILY: 'day',
  HOURLY: 'hour',
};
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
/** Of more times than these only the number and the range are told. */
const TIMES_TOLD = 6;

/** What is summarised: a rule, its start, and its UNTIL on the wall clock of its zone. */
export interface Subject {
  readonly rule: Rule;
  readonly start: Wall;
  readonly until?: Wall;
}

/**
 * A rule in plain English: "Every 2 weeks on Monday and Wednesday, until 1 March 2027". Days that the rule leaves to its
 * start are told; a time of day that it leaves to its start is not, as it stands beside the summary wherever that is shown.
 */
export function summarize({ rule, start, until }: Subject): string {
  const phrases = [
    rule.frequency === 'HOURLY' ? everyHours(rule, start) : `${everyDays(rule, start)}${timesOfDay(rule, start)}`,
    positionsPhrase(rule),
    weekStartPhrase(rule),
    rule.until === null || until === undefined ? '' : `until ${moment(until)}`,
    rule.count === null ? '' : rule.count === 1 ? 'once' : `${rule.count} times`,
  ];
  return phrases.filter((phrase) => phrase !== '').join(', ');
}

function everyDays(rule: Rule, start: Wall): string {
  const simpler = rule.interval === 1 && rule.positions.length === 0 ? everyWeekOrMonth(rule) : undefined;
  if (simpler !== undefined) return `${simpler}${inMonths(rule)}`;
  switch (rule.frequency) {
    case 'YEARLY':
      return `${every(rule)} on ${daysOfYear(rule, start)}`;
    case 'MONTHLY':
      return `${every(rule)} on ${pickedWeekday(rule) ?? (days(rule) || monthDays([dateOf(start).day]))}${inMonths(rule)}`;
    case 'WEEKLY': {
      const weekdays = rule.weekdays.length > 0 ? plain(rule) : [weekdayOf(dayOfWall(start))];
      return `${every(rule)} on ${weekdayNames(weekdays)}${inMonths(rule)}`;
    }
    default: {
      const phrase = days(rule, inMonths(rule));
      return `${every(rule)}${phrase === '' ? inMonths(rule) : `, only on ${phrase}`}`;
    }
  }
}

function every({ frequency, interval }: Rule): string {
  return interval === 1 ? `Every ${UNITS[frequency]}` : `Every ${interval} ${UNITS[frequency]}s`;
}

/** Under INTERVAL=1, plain weekdays alone come every week whatever FREQ is, and days of the month alone every month. */
function everyWeekOrMonth(rule: Rule): string | undefined {
  if (rule.yearDays.length + rule.weekNumbers.length > 0 || rule.weekdays.some(({ nth }) => nth !== 0))
    return undefined;
  if (rule.monthDays.length > 0) {
    const dates = rule.frequency === 'YEARLY' && rule.months.length > 0;
    return dates ? undefined : `Every month on ${days(rule)}`;
  }
  const weekdays = plain(rule);
  if (weekdays.length === 0) return undefined;
  if (weekdays.length === 7) return 'Every day';
  return isMondayToFriday(weekdays) ? 'Every weekday' : `Every week on ${weekdayNames(weekdays)}`;
}

function everyHours(rule: Rule, start: Wall): string {
  const clock = secondOfDay(start);
  const minutes = orElse(rule.minutes, Math.floor(clock / 60) % 60);
  const seconds = orElse(rule.seconds, clock % 60);
  const past = minutes.flatMap((minute) =>
    seconds.map((second) => (seconds.some((s) => s > 0) ? `${twoDigits(minute)}:${twoDigits(second)}` : `${minute}`)),
  );
  const onTheHour = past.length === 1 && past[0] === '0';
  const told = past.length > TIMES_TOLD ? `, ${past.length} times each` : ` at ${list(past)} minutes past`;
  const phrase = days(rule, inMonths(rule));
  const when = phrase === '' ? inMonths(rule) : ` on ${phrase}`;
  const hours =
    rule.hours.length === 0 ? '' : ` in the ${rule.hours.length === 1 ? 'hour' : 'hours'} ${ranges(rule.hours)}`;
  const only = `${when}${hours}`;
  return `${every(rule)}${onTheHour ? '' : told}${only === '' ? '' : `, only${only}`}`;
}

function daysOfYear(rule: Rule, start: Wall): string {
  const { months, weekNumbers, yearDays, weekdays } = rule;
  const picked = pickedWeekday(rule);
  if (picked !== undefined) return `${picked}${months.length > 0 ? inMonths(rule) : ' of the year'}`;
  if (weekNumbers.length > 0) {
    const weeks = places(weekNumbers).map((week) => (week > 0 ? `week ${week}` : `the ${ordinal(week)} week`));
    const weekday = WEEKDAYS[weekdayOf(dayOfWall(start))];
    return `${days(rule) || weekday} in ${list(weeks)} of the year${months.length > 0 ? `,${inMonths(rule)}` : ''}`;
  }
  if (yearDays.length > 0) return `${days(rule)}${inMonths(rule)}`;
  if (weekdays.length > 0 && rule.monthDays.length === 0) {
    const numbered = weekdays.some(({ nth }) => nth !== 0);
    return `${days(rule)}${months.length === 0 && numbered ? ' of the year' : inMonths(rule)}`;
  }
  const { month, day } = dateOf(start);
  if (weekdays.length > 0 || (months.length === 0 && rule.monthDays.length > 0)) {
    return days(rule, months.length === 0 ? ' of every month' : inMonths(rule));
  }
  const dates = orElse(rule.monthDays, day);
  const named = orElse(months, month).map(monthName);
  if (dates.length > 1 || dates.some((date) => date < 0)) return `${monthDays(dates)} of ${list(named)}`;
  return list(named.map((name) => `${dates[0]} ${name}`));
}

/** BYYEARDAY, BYMONTHDAY and BYDAY as "the 13th in May if it is a Friday", " in May" being `where`; empty if none is given. */
function days(rule: Rule, where = ''): string {
  const phrases = [
    rule.yearDays.length > 0 ? `the ${list(places(rule.yearDays).map(ordinalDay))} day of the year` : '',
    rule.monthDays.length > 0 ? monthDays(rule.monthDays) : '',
    rule.weekdays.length > 0 ? weekdaysPhrase(rule, rule.yearDays.length + rule.monthDays.length > 0) : '',
  ].filter((phrase) => phrase !== '');
  const [first = '', ...conditions] = phrases;
  if (first === '') return '';
  return conditions.length === 0 ? `${first}${where}` : `${first}${where} if it is ${list(conditions)}`;
}

function monthDays(dates: readonly number[]): string {
  return `the ${list(places(dates).map(ordinalDay))}${dates.some((date) => date < 0) ? ' day' : ''}`;
}

function weekdaysPhrase(rule: Rule, asCondition: boolean): string {
  const phrases: string[] = [];
  const everySuch = plain(rule);
  const word = asCondition ? 'or' : 'and';
  const repeats = (rule.frequency === 'MONTHLY' || rule.frequency === 'YEARLY') && rule.weekNumbers.length === 0;
  if (asCondition && everySuch.length > 0) phrases.push(`a ${weekdayNames(everySuch, 'or')}`);
  else if (everySuch.length > 0) phrases.push(`${repeats ? 'every ' : ''}${weekdayNames(everySuch)}`);
  for (const [weekday, name] of WEEKDAYS.entries()) {
    const numbers = rule.weekdays.filter((entry) => entry.weekday === weekday && entry.nth !== 0).map(({ nth }) => nth);
    if (numbers.length > 0) phrases.push(`the ${list(places(numbers).map(ordinal), word)} ${name}`);
  }
  return list(phrases, word);
}

/** What BYSETPOS makes of plain weekdays of a month or year: "the last weekday", "the first Monday or Friday". */
function pickedWeekday(rule: Rule): string | undefined {
  const { positions, weekdays, hours, minutes, seconds, months } = rule;
  const otherDays = rule.monthDays.length + rule.yearDays.length + rule.weekNumbers.length;
  if (positions.length === 0 || weekdays.length === 0 || otherDays > 0) return undefined;
  if (weekdays.some(({ nth }) => nth !== 0)) return undefined;
  if (hours.length > 1 || minutes.length > 1 || seconds.length > 1) return undefined;
  if (rule.frequency === 'YEARLY' && months.length > 1) return undefined;
  const names = plain(rule);
  const name = names.length === 7 ? 'day' : isMondayToFriday(names) ? 'weekday' : list(names.map(weekdayName), 'or');
  return `the ${list(places(positions).map(ordinal))} ${name}`;
}

function positionsPhrase(rule: Rule): string {
  const told = (rule.frequency === 'MONTHLY' || rule.frequency === 'YEARLY') && pickedWeekday(rule) !== undefined;
  if (rule.positions.length === 0 || told) return '';
  return `only the ${list(places(rule.positions).map(ordinal))} of them each ${UNITS[rule.frequency]}`;
}

/** Told only where another week start would give other occurrences. */
function weekStartPhrase(rule: Rule): string {
  const weekly = rule.frequency === 'WEEKLY' && (rule.interval > 1 || rule.positions.length > 0);
  const matters = weekly || rule.weekNumbers.length > 0;
  return matters && rule.weekStart !== 0 ? `weeks starting on ${weekdayName(rule.weekStart)}` : '';
}

function timesOfDay({ hours, minutes, seconds }: Rule, start: Wall): string {
  if (hours.length + minutes.length + seconds.length === 0) return '';
  const clock = secondOfDay(start);
  const times = orElse(hours, Math.floor(clock / 3600)).flatMap((hour) =>
    orElse(minutes, Math.floor(clock / 60) % 60).flatMap((minute) =>
      orElse(seconds, clock % 60).map((second) => time(hour * 3600 + minute * 60 + second)),
    ),
  );
  if (times.length <= TIMES_TOLD) return ` at ${list(times)}`;
  return `, ${times.length} times a day from ${times.at(0)} to ${times.at(-1)}`;
}

function inMonths({ months }: Rule): string {
  return months.length === 0 ? '' : ` in ${list(months.map(monthName))}`;
}

function moment(wall: Wall): string {
  const { year, month, day } = dateOf(wall);
  const clock = secondOfDay(wall);
  return `${day} ${monthName(month)} ${year}${clock === 86_399 ? '' : ` at ${time(clock)}`}`;
}

function time(secondOfDay: number): string {
  const text = `${twoDigits(Math.floor(secondOfDay / 3600))}:${twoDigits(Math.floor(secondOfDay / 60) % 60)}`;
  return secondOfDay % 60 === 0 ? text : `${text}:${twoDigits(secondOfDay % 60)}`;
}

/** 1 → first, 20 → 20th, -1 → last, -2 → second to last. */
function ordinal(place: number): string {
  if (place === -1) return 'last';
  if (place < 0) return `${ordinal(-place)} to last`;
  return ORDINALS[place - 1] ?? ordinalDay(place);
}

/** As `ordinal`, in figures from the front: 1 → 1st. */
function ordinalDay(place: number): string {
  if (place < 0) return ordinal(place);
  const teen = place % 100 >= 11 && place % 100 <= 13;
  return `${place}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th')}`;
}

/** In the order in which they come: from the front, then from the end. */
function places(numbers: readonly number[]): readonly number[] {
  return [...numbers.filter((number) => number > 0), ...numbers.filter((number) => number < 0)];
}

/** 9, 10, 11 and 17 → "9 to 11 and 17". */
function ranges(numbers: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return list(runs.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)));
}

function list(words: readonly string[], word = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1)}`;
}

function plain({ weekdays }: Rule): readonly number[] {
  return weekdays.filter(({ nth }) => nth === 0).map(({ weekday }) => weekday);
}

function weekdayNames(weekdays: readonly number[], word = 'and'): string {
  if (word === 'and' && isMondayToFriday(weekdays)) return 'weekdays';
  return list(weekdays.map(weekdayName), word);
}

function isMondayToFriday(weekdays: readonly number[]): boolean {
  return weekdays.length === 5 && weekdays.every((weekday) => weekday < 5);
}

function weekdayName(weekday: number): string {
  return WEEKDAYS[weekday] ?? '';
}

function monthName(month: number): string {
  return MONTHS[month - 1] ?? '';
}

function dateOf(wall: Wall) {
  return civilOf(dayOfWall(wall));
}

function orElse(listed: readonly number[], own: number): readonly number[] {
  return listed.length > 0 ? listed : [own];
}
