import { Temporal } from 'temporal-polyfill';
import { formatWall, twoDigits, type Wall } from './calendar.ts';
import type { EpochSeconds, Offset, Zone } from './zone.ts';

export type OccurrenceNote = 'DST_GAP' | 'DST_OVERLAP' | 'MOVED' | 'SKIPPED';

/** An occurrence as the API shows it. */
export interface Occurrence {
  /** The wall time that the rule gives: 2026-03-29T02:30:00. */
  readonly key: string;
  /** When it really happens: 2026-03-29T01:30:00.000Z. */
  readonly at: string;
  /** What clocks show then: 2026-03-29T03:30:00. */
  readonly local: string;
  /** How far they lead UTC then: +02:00, with seconds only where local mean time needs them. */
  readonly offset: string;
  readonly note: OccurrenceNote | null;
}

export interface Resolved {
  readonly instant: EpochSeconds;
  readonly offset: Offset;
  readonly note: 'DST_GAP' | 'DST_OVERLAP' | null;
}

/**
 * When a wall time happens in a zone (RFC 5545 §3.3.5). One that does not exist moves forward by the gap (02:30 becomes
 * 03:30); of one that happens twice the first is meant.
 *
 * So two wall times may meet in one instant: 02:30 and 03:30 of an HOURLY rule in the night of a gap, and 30 and 31
 * December 2011 in Apia. Both remain occurrences, each with its key: COUNT and KEEP stay what the wall clock says, and
 * no key depends on a zone's history. The SKIP policy never offers an instant twice (next.ts). In the hour that happens
 * twice an HOURLY rule occurs once, the first time.
 */
export function resolve(zone: Zone, wall: Wall): Resolved {
  const steady = zone.steadyOffset(wall);
  if (steady !== null) return { instant: wall - steady, offset: steady, note: null };
  const plain = Temporal.PlainDateTime.from(formatWall(wall));
  const earlier = plain.toZonedDateTime(zone.id, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(zone.id, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return resolvedTo(earlier, null);
  // In a gap Temporal's `later` reads the wall time with the offset before the gap.
  return later.toPlainDateTime().equals(plain) ? resolvedTo(earlier, 'DST_OVERLAP') : resolvedTo(later, 'DST_GAP');
}

function resolvedTo(moment: Temporal.ZonedDateTime, note: Resolved['note']): Resolved {
  return { instant: moment.epochMilliseconds / 1000, offset: moment.offsetNanoseconds / 1e9, note };
}

/** The occurrence of a key; `note` goes before what resolving notes. */
export function occurrenceAt(zone: Zone, key: Wall, note?: OccurrenceNote): Occurrence {
  return movedOccurrence(zone, formatWall(key), key, note);
}

/** The occurrence `key` when it happens at the wall time `at` of `zone` instead. */
export function movedOccurrence(zone: Zone, key: string, at: Wall, note?: OccurrenceNote): Occurrence {
  const { instant, offset, note: found } = resolve(zone, at);
  return {
    key,
    // An instant is a wall time of UTC, and no wall time has fractions.
    at: `${formatWall(instant)}.000Z`,
    local: formatWall(instant + offset),
    offset: formatOffset(offset),
    note: note ?? found,
  };
}

function formatOffset(offset: Offset): string {
  const size = Math.abs(offset);
  const text = `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 3600))}:${twoDigits(Math.floor(size / 60) % 60)}`;
  return size % 60 === 0 ? text : `${text}:${twoDigits(size % 60)}`;
}
