import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { WallDue } from '../due.ts';
import { FileZones } from './ics-zone.ts';

/** Times of a calendar on a clock that we know: an IANA zone's, or the user's. */
export class IcsClock {
  readonly #userZone: string;
  readonly #zones = new FileZones();

  constructor(userZone: string) {
    this.#userZone = userZone;
  }

  /** Keeps a VTIMEZONE: what it is called may be no IANA name. @throws RangeError where it is malformed */
  learn(text: string): void {
    const [, tzid = ''] = /^TZID[^:\r\n]*:(.*)$/im.exec(text) ?? [];
    if (ianaName(tzid.trim()) === null) this.#zones.learn(text);
  }

  /** The due that a DTSTART, DUE or the like says. Floating times are the user's; instants are shown on the user's clock. */
  dueOf(property: ICAL.Property): WallDue {
    return this.#place(timeOf(property), parameterOf(property, 'tzid'));
  }

  /** The keys that an EXDATE or RECURRENCE-ID names, on the clock of the series. */
  keysOf(property: ICAL.Property, timeZone: string): string[] {
    const zone = parameterOf(property, 'tzid');
    return property.getValues().flatMap((value) => {
      if (!(value instanceof ICAL.Time)) return [];
      const due = this.#place(value, zone);
      if (due.floating || due.time === null || due.timeZone === timeZone) return [keyOf(due)];
      const there = Temporal.PlainDateTime.from(keyOf(due)).toZonedDateTime(due.timeZone).withTimeZone(timeZone);
      return [there.toPlainDateTime().toString({ smallestUnit: 'second' })];
    });
  }

  /** The instant of a time that must be one (COMPLETED, CREATED), in RFC 3339; null where it is none. */
  instantOf(property: ICAL.Property | null): string | null {
    const value = property?.getFirstValue();
    if (!property || !(value instanceof ICAL.Time)) return null;
    return new Date(this.instantOfDue(this.#place(value, parameterOf(property, 'tzid')))).toISOString();
  }

  /** In milliseconds since 1970. */
  instantOfDue(due: WallDue): number {
    return Temporal.PlainDateTime.from(keyOf(due)).toZonedDateTime(due.timeZone).epochMilliseconds;
  }

  #place(time: ICAL.Time, tzid: string | null): WallDue {
    const [date = '', clock = ''] = wallOf(time).split('T');
    if (time.isDate) return { date, time: null, timeZone: this.#userZone, floating: true };
    if (time.zone === ICAL.Timezone.utcTimezone) {
      return this.#fromInstant(Temporal.PlainDateTime.from(wallOf(time)).toZonedDateTime('UTC').toInstant());
    }
    if (tzid === null) return { date, time: clock, timeZone: this.#userZone, floating: true };
    const known = ianaName(tzid);
    if (known) return { date, time: clock, timeZone: known, floating: false };
    const located = this.#zones.locationOf(tzid);
    const name = located === null ? null : ianaName(located);
    if (name) return { date, time: clock, timeZone: name, floating: false };
    return this.#fromInstant(Temporal.Instant.fromEpochMilliseconds(this.#zones.instantOf(tzid, time)));
  }

  #fromInstant(instant: Temporal.Instant): WallDue {
    const there = instant.toZonedDateTimeISO(this.#userZone);
    return {
      date: there.toPlainDate().toString(),
      time: there.toPlainTime().toString({ smallestUnit: 'second' }),
      timeZone: this.#userZone,
      floating: false,
    };
  }
}

export function keyOf({ date, time }: Pick<WallDue, 'date' | 'time'>): string {
  return `${date}T${time ?? '00:00:00'}`;
}

/** Throws a RangeError for what is no time, 30 February say, which the parser would take for 2 March. */
function timeOf(property: ICAL.Property): ICAL.Time {
  const [, , , text] = property.toJSON();
  const value = property.getFirstValue();
  if (value instanceof ICAL.Time && (typeof text !== 'string' || isDate(text.slice(0, 10)))) return value;
  const name = property.name.toUpperCase();
  throw new RangeError(
    `${name}: Expected a date or time such as 20260329T093000, got ${JSON.stringify(text).slice(0, 60)}.`,
  );
}

function isDate(text: string): boolean {
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

/** As the parser read it: it would take 30 February for 2 March, and 24:00 for the next day. */
function wallOf({ year, month, day, hour, minute, second }: ICAL.Time): string {
  // A leap second (RFC 5545 §3.3.12) is the one before it to who has none.
  const time = { year, month, day, hour, minute, second: Math.min(second, 59) };
  return Temporal.PlainDateTime.from(time, { overflow: 'reject' }).toString({ smallestUnit: 'second' });
}

function parameterOf(property: ICAL.Property, name: string): string | null {
  const value = property.getFirstParameter(name);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Also of names that other programs put something before: `/freeassociation.sourceforge.net/Europe/Berlin`. */
function ianaName(tzid: string): string | null {
  for (const name of [tzid, /[A-Za-z_]+\/[A-Za-z_]+$/.exec(tzid)?.[0]]) {
    try {
      if (name && /^[A-Za-z]/.test(name)) {
        return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
      }
    } catch {
      // It is none; the next may be.
    }
  }
  return null;
}
