import { Temporal } from 'temporal-polyfill';
import { DAY_SECONDS, type Wall } from './calendar.ts';
import { InvalidRule, quoted } from './rule.ts';

/** Seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number;

/** How far wall time leads UTC, in seconds. */
export type Offset = number;

/** An IANA time zone. Instants are turned into wall times here, wall times into instants in resolve.ts. */
export interface Zone {
  readonly id: string;
  offsetAt(instant: EpochSeconds): Offset;
  /** The offset of every wall time of this stretch, or null if it changes in or near it. */
  steadyOffset(wall: Wall): Offset | null;
}

// Asking Temporal takes some 5 µs, and resolving a wall time needs two answers. Within a stretch of three days, plus one
// on either side for the offset itself, an offset that is equal at both ends did not change in between: since 1970 no
// zone has gone there and back in less than 6.9 days (tz 2025b). So one number a stretch is kept, 20 ns to read.
const STRETCH = 3 * DAY_SECONDS;
const MAX_STRETCHES = 20_000;
const MAX_ZONES = 1_000;
const zones = new Map<string, Zone>();
const IANA_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;

/**
 * The zone of an IANA name such as Europe/Paris; links such as Asia/Calcutta are fine, bare offsets are not.
 *
 * @throws {InvalidRule} with part timeZone
 */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const id = canonicalId(name);
  if (id === undefined) throw new InvalidRule('timeZone', 'an IANA time zone such as Europe/Paris', quoted(name));
  const zone = zones.get(id) ?? createZone(id);
  if (zones.size >= MAX_ZONES) zones.clear();
  zones.set(id, zone);
  return zone;
}

/** The name in its usual capitals, or undefined if there is no such zone. */
function canonicalId(name: string): string | undefined {
  if (name.length > 64 || !IANA_NAME.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function createZone(id: string): Zone {
  const stretches = new Map<number, Offset | null>();
  const offsetAt = (instant: EpochSeconds) =>
    Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(id).offsetNanoseconds / 1e9;
  return {
    id,
    offsetAt,
    steadyOffset: (wall) => {
      const stretch = Math.floor(wall / STRETCH);
      let offset = stretches.get(stretch);
      if (offset === undefined) {
        const before = offsetAt(stretch * STRETCH - DAY_SECONDS);
        const after = offsetAt((stretch + 1) * STRETCH + DAY_SECONDS);
        offset = before === after ? before : null;
        if (stretches.size >= MAX_STRETCHES) stretches.clear();
        stretches.set(stretch, offset);
      }
      return offset;
    },
  };
}
