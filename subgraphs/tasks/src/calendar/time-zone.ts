import { Temporal } from 'temporal-polyfill';
import { icsLines, icsLocal } from './ics-text.ts';

/** Years before this one whose changes are listed one by one. */
const yearsBack = 5;
/** Years from this one on that must agree before a change is taken to come every year. */
const yearsAgreeing = 4;

interface Change {
  /** On the clock before the change. */
  local: Temporal.PlainDateTime;
  from: number;
  to: number;
}

const known = new Map<string, string>();

/**
 * The VTIMEZONE of an IANA zone (RFC 5545 §3.6.5): its changes of the last years one by one; from then on, where they follow a
 * rule, by that rule. Programs that know the zone by its name go by what they know.
 */
export function timeZoneComponent(timeZone: string, now: Date): string {
  const key = `${timeZone} ${now.getUTCFullYear()}`;
  const made = known.get(key) ?? makeComponent(timeZone, now.getUTCFullYear());
  known.set(key, made);
  return made;
}

function makeComponent(timeZone: string, year: number): string {
  const changes = changesOf(timeZone, year - yearsBack, year + yearsAgreeing);
  const before = offsetAt(timeZone, year - yearsBack);
  const coming = changes.filter(({ local }) => local.year >= year);
  const perYear = coming.length / yearsAgreeing;
  const rules = coming.slice(0, perYear).map((change, index) => {
    const same = coming.filter((_, place) => place % perYear === index);
    return Number.isInteger(perYear) && same.length === yearsAgreeing ? yearlyRule(change, same) : null;
  });
  const ruled = rules.length > 0 && rules.every((rule) => rule !== null);
  const listed = ruled ? changes.filter(({ local }) => local.year < year) : changes;
  return icsLines([
    ...['BEGIN:VTIMEZONE', `TZID:${timeZone}`],
    ...observance({ local: Temporal.PlainDateTime.from('1970-01-01T00:00:00'), from: before, to: before }, null),
    ...listed.flatMap((change) => observance(change, null)),
    ...(ruled ? coming.slice(0, perYear).flatMap((change, index) => observance(change, rules[index] ?? null)) : []),
    'END:VTIMEZONE',
  ]);
}

/** The changes of the offset from the beginning of one year to that of another. */
function changesOf(timeZone: string, from: number, to: number): Change[] {
  const changes: Change[] = [];
  const end = Temporal.ZonedDateTime.from(`${to}-01-01T00:00[${timeZone}]`);
  let at = Temporal.ZonedDateTime.from(`${from}-01-01T00:00[${timeZone}]`).getTimeZoneTransition('next');
  while (at && Temporal.ZonedDateTime.compare(at, end) < 0) {
    const before = at.subtract({ nanoseconds: 1 });
    changes.push({
      local: at
        .toInstant()
        .toZonedDateTimeISO('UTC')
        .toPlainDateTime()
        .add({ seconds: secondsOf(before) }),
      ...{ from: secondsOf(before), to: secondsOf(at) },
    });
    at = at.getTimeZoneTransition('next');
  }
  return changes;
}

const secondsOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 1e9;

function offsetAt(timeZone: string, year: number): number {
  return secondsOf(Temporal.ZonedDateTime.from(`${year}-01-01T00:00[${timeZone}]`));
}

/** FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU, where all these changes follow it; else null. */
function yearlyRule(first: Change, all: readonly Change[]): string | null {
  const { month, dayOfWeek } = first.local;
  const time = first.local.toPlainTime();
  const agree = all.every(
    ({ local, from, to }) =>
      local.month === month &&
      local.dayOfWeek === dayOfWeek &&
      local.toPlainTime().equals(time) &&
      from === first.from &&
      to === first.to,
  );
  if (!agree) return null;
  const isLast = all.every(({ local }) => local.day + 7 > local.daysInMonth);
  const nth = Math.ceil(first.local.day / 7);
  if (!isLast && !all.every(({ local }) => Math.ceil(local.day / 7) === nth)) return null;
  const weekday = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][dayOfWeek - 1];
  return `FREQ=YEARLY;BYMONTH=${month};BYDAY=${isLast ? -1 : nth}${weekday}`;
}

function observance({ local, from, to }: Change, rule: string | null): string[] {
  const name = to > from ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${name}`,
    `DTSTART:${icsLocal(local.toString({ smallestUnit: 'second' }))}`,
    ...(rule === null ? [] : [`RRULE:${rule}`]),
    ...[`TZOFFSETFROM:${offset(from)}`, `TZOFFSETTO:${offset(to)}`, `END:${name}`],
  ];
}

function offset(seconds: number): string {
  const absolute = Math.abs(seconds);
  const parts = [Math.floor(absolute / 3_600), Math.floor(absolute / 60) % 60, absolute % 60];
  const digits = parts.map((part) => String(part).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${digits.slice(0, absolute % 60 === 0 ? 2 : 3).join('')}`;
}
