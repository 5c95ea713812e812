import ICAL from 'ical.js';

/** Time zones of one file that are kept. */
const maximumZones = 100;
/** Changes of the clock, of all time zones of one file: a hundred with one to and one from summer time since 1601 have half as many. */
const maximumChanges = 200_000;
/** Clocks are worked out up to its end; what is later is refused. */
const lastYear = 2_100;

/** Time zones that a file defines itself (RFC 5545 §3.6.5). */
export class FileZones {
  readonly #zones = new Map<string, ICAL.Timezone>();
  #changes = 0;

  /** @throws RangeError where the zone is malformed */
  learn(text: string): void {
    const component = new ICAL.Component(ICAL.parse(text));
    const observances = [...component.getAllSubcomponents('standard'), ...component.getAllSubcomponents('daylight')];
    for (const observance of observances) this.#changes += changesOf(observance);
    if (this.#changes > maximumChanges)
      throw new RangeError(`Expected at most ${maximumChanges} changes of the clock.`);
    const zone = new ICAL.Timezone(component);
    if (this.#zones.size < maximumZones) this.#zones.set(zone.tzid, zone);
  }

  /** Where a zone says that it is (X-LIC-LOCATION), perhaps by an IANA name. @throws RangeError where the file has no such zone */
  locationOf(tzid: string): string | null {
    const located = this.#zone(tzid).component?.getFirstPropertyValue('x-lic-location');
    return typeof located === 'string' ? located : null;
  }

  /** In milliseconds since 1970. @throws RangeError where the file has no such zone, or does not say what its clock shows then */
  instantOf(tzid: string, time: ICAL.Time): number {
    const zone = this.#zone(tzid);
    if (time.year > lastYear)
      throw new RangeError(`Expected a year up to ${lastYear} in a time zone of the file's own.`);
    // To the last year at once: year by year the parser would work out, and keep, all that is before each time anew.
    zone.utcOffset(new ICAL.Time({ year: lastYear, month: 12, day: 31 }, ICAL.Timezone.localTimezone));
    const zoned = time.clone();
    zoned.zone = zone;
    return zoned.toUnixTime() * 1_000;
  }

  #zone(tzid: string): ICAL.Timezone {
    const zone = this.#zones.get(tzid);
    if (zone) return zone;
    throw new RangeError(`The file does not say what the time zone ${JSON.stringify(tzid.slice(0, 60))} is.`);
  }
}

/** How often an observance may begin, from its first time on. @throws RangeError for a rule that may take for ever to work out */
function changesOf(observance: ICAL.Component): number {
  const dates = observance.getAllProperties('rdate').length;
  const rule = observance.getFirstPropertyValue('rrule');
  if (rule === null) return 1 + dates;
  if (!(rule instanceof ICAL.Recur) || !isYearly(rule)) {
    throw new RangeError(`Expected a rule such as FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU, got ${String(rule).slice(0, 80)}.`);
  }
  const start = observance.getFirstPropertyValue('dtstart');
  return dates + Math.max(1, lastYear - (start instanceof ICAL.Time ? start.year : 0));
}

/** Whether a rule is once a year, on a day that there is: all that time zones have ever needed. */
function isYearly({ freq, interval, parts }: ICAL.Recur): boolean {
  const { BYMONTH: months = [], BYDAY: days = [], BYMONTHDAY: dates = [], ...others } = parts;
  const isOnDay =
    days.length > 0 ? days.every((day) => /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.test(String(day))) : true;
  const isOnDate = dates.length === 0 || dates.some((date) => Math.abs(Number(date)) <= 28);
  return (
    freq === 'YEARLY' &&
    interval === 1 &&
    months.length <= 1 &&
    days.length <= 1 &&
    isOnDay &&
    isOnDate &&
    Object.keys(others).length === 0
  );
}
