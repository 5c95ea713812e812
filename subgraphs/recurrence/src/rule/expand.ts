import { DAY_SECONDS, type Day, dayOfWall, MAX_WALL, secondOfDay, type Wall } from './calendar.ts';
import { dayFilterOf } from './days.ts';
import { alignedHours, periodsOf } from './periods.ts';
import type { Rule } from './rule.ts';

/**
 * The occurrences of a rule on the wall clock, ascending and each once. The start counts only if the rule produces it.
 * Any place is reached by arithmetic, never by walking there from the start.
 */
export interface Expansion {
  /** Lazily, from the first that is not before `from`. */
  walk(from: Wall): IteratorObject<Wall, unknown>;
  /** The first after `wall`. */
  next(wall: Wall): Wall | undefined;
}

export interface ExpansionBounds {
  /** Nothing before this; the start itself unless given. */
  readonly from?: Wall;
  /** Nothing after this: UNTIL on the wall clock, which takes a zone to know and so is not read from the rule. */
  readonly until?: Wall;
  /** Only so many; the rule's COUNT unless given, null for no such bound. */
  readonly count?: number | null;
}

/** Expands a rule as RFC 5545 §3.3.10 says. `start` gives what the rule leaves open, and what INTERVAL counts from. */
export function expand(rule: Rule, start: Wall, bounds: ExpansionBounds = {}): Expansion {
  const { from: floor = start, count = rule.count } = bounds;
  const until = Math.min(bounds.until ?? MAX_WALL, MAX_WALL);
  const timesOf = timesOfDay(rule, start);
  // The times of a period shorter than a day are picked by timesOfDay already.
  const picks = rule.positions.length === 0 || isWithinDay(rule) ? null : picksFrom(rule.positions);
  const daysNeeded = picks === null ? 1 : Math.ceil(nearest(rule.positions) / timesOf(0).length);
  const periods = periodsOf(rule, dayFilterOf(rule, start), start, daysNeeded);

  function* between(from: Wall, last: Wall): Generator<Wall, void, undefined> {
    const first = Math.max(from, floor);
    if (first > last) return;
    const firstDay = dayOfWall(first);
    for (let period = periods.from(firstDay); period !== undefined; period = periods.after(period)) {
      const times = timesOf(period);
      const base = periods.start(period);
      const offsets = periods.days(period);
      if (picks !== null) {
        for (const index of picks(offsets.length * times.length)) {
          const offset = offsets[Math.floor(index / times.length)] ?? 0;
          const wall = (base + offset) * DAY_SECONDS + (times[index % times.length] ?? 0);
          if (wall > last) return;
          if (wall >= first) yield wall;
        }
        continue;
      }
      for (const offset of offsets) {
        const day = base + offset;
        if (day < firstDay) continue;
        for (const time of times) {
          const wall = day * DAY_SECONDS + time;
          if (wall > last) return;
          if (wall >= first) yield wall;
        }
      }
    }
  }

  let lastCounted: Wall | undefined;
  const walk = (from: Wall) => {
    if (count === null) return between(from, until);
    if (from <= floor) return between(floor, until).take(count);
    // COUNT is held against the beginning once, up to 10 000 occurrences; from there on it is a bound like UNTIL.
    lastCounted ??= nth(between(floor, until), count) ?? until;
    return between(from, lastCounted);
  };
  return { walk, next: (wall) => firstOf(walk(wall + 1)) };
}

function firstOf(walls: Iterable<Wall>): Wall | undefined {
  for (const wall of walls) return wall;
  return undefined;
}

function isWithinDay({ frequency }: Rule): boolean {
  return frequency === 'DAILY' || frequency === 'HOURLY';
}

/** The times of a day, in seconds after midnight, ascending. They are the same every day but for HOURLY rules. */
function timesOfDay(rule: Rule, start: Wall): (day: Day) => readonly number[] {
  const clock = secondOfDay(start);
  const orStart = (listed: readonly number[], own: number) => (listed.length > 0 ? listed : [own]);
  const seconds = orStart(rule.seconds, clock % 60);
  const minutes = orStart(rule.minutes, Math.floor(clock / 60) % 60);
  const ofHour = minutes.flatMap((minute) => seconds.map((second) => minute * 60 + second));
  const atHours = (hours: readonly number[], of: readonly number[]) =>
    hours.flatMap((hour) => of.map((time) => hour * 3600 + time));
  if (rule.frequency === 'HOURLY') {
    const picked = pick(ofHour, rule.positions);
    return (day) => atHours(alignedHours(rule, start, day), picked);
  }
  const ofDay = atHours(orStart(rule.hours, Math.floor(clock / 3600)), ofHour);
  const times = rule.frequency === 'DAILY' ? pick(ofDay, rule.positions) : ofDay;
  return () => times;
}

function pick(times: readonly number[], positions: readonly number[]): readonly number[] {
  return positions.length === 0 ? times : picksFrom(positions)(times.length).flatMap((index) => times[index] ?? []);
}

/** BYSETPOS as ascending indices into a set of `size`; each once, and none for what lies outside. */
function picksFrom(positions: readonly number[]): (size: number) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  return (size) => {
    let indices = known.get(size);
    if (indices === undefined) {
      const inside = positions
        .map((position) => (position < 0 ? size + position : position - 1))
        .filter((index) => index >= 0 && index < size);
      indices = [...new Set(inside)].sort((a, b) => a - b);
      known.set(size, indices);
    }
    return indices;
  };
}

function nearest(positions: readonly number[]): number {
  return Math.min(...positions.map(Math.abs));
}

function nth(walls: Iterable<Wall>, count: number): Wall | undefined {
  let seen = 0;
  for (const wall of walls) {
    seen += 1;
    if (seen === count) return wall;
  }
  return undefined;
}
