import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { formatWall, parseWall, type Wall } from './calendar.ts';
import { resolve } from './resolve.ts';
import { InvalidRule } from './rule.ts';
import { type Recurrence, validateRecurrence } from './validate.ts';
import { zoneOf } from './zone.ts';

/** As vectors/make.py writes it: dateutil's and zoneinfo's answers. */
interface Case {
  r: string;
  s: string;
  z: string;
  a?: string;
  h?: string;
  k: string[];
  u: number[];
  n: string;
}

const file = new URL('../../vectors/cases.jsonl.gz', import.meta.url);
const cases: Case[] = gunzipSync(readFileSync(file))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

const NOTES: Readonly<Record<string, string | null>> = { '.': null, G: 'DST_GAP', O: 'DST_OVERLAP' };

describe('expansion against python-dateutil and zoneinfo', () => {
  test('there are thousands of cases, with hundreds of keys in gaps and overlaps', () => {
    const notes = cases.map(({ n }) => n).join('');
    expect(cases.length).toBeGreaterThan(4000);
    expect(notes.split('G').length).toBeGreaterThan(300);
    expect(notes.split('O').length).toBeGreaterThan(300);
  });

  test.each([...Map.groupBy(cases, ({ r }) => r.split(';')[0])])('%s: the same keys', (_, ofFrequency) => {
    const differing = ofFrequency
      .map((one) => [one, keysOf(one)] as const)
      .filter(([one, keys]) => `${keys}` !== `${one.k}`);
    expect(differing.map(([one, keys]) => ({ ...one, ours: keys }))).toEqual([]);
  });

  test.each([...Map.groupBy(cases, ({ z }) => z)])('%s: the same instants and notes', (_, ofZone) => {
    for (const { z, k, u, n } of ofZone) {
      const zone = zoneOf(z);
      const resolved = k.slice(0, u.length).map((key) => resolve(zone, wall(key)));
      expect(resolved.map(({ instant }) => instant)).toEqual(u);
      expect(resolved.map(({ note }) => note)).toEqual([...n].map((letter) => NOTES[letter]));
    }
  });
});

/** As many keys as are expected, or all up to the horizon; none if the rule is refused, as it never occurs. */
function keysOf(one: Case): string[] {
  const recurrence = validOrNull(one);
  if (recurrence === null) return [];
  const horizon = one.h === undefined ? Number.POSITIVE_INFINITY : wall(one.h);
  const keys: string[] = [];
  for (const key of recurrence.expansion.walk(one.a === undefined ? recurrence.start : wall(one.a) + 1)) {
    if (key > horizon || (one.h === undefined && keys.length === one.k.length)) break;
    keys.push(formatWall(key));
  }
  return keys;
}

function validOrNull({ r, s, z }: Case): Recurrence | null {
  try {
    return validateRecurrence({ rule: r, start: s, timeZone: z });
  } catch (error) {
    if (error instanceof InvalidRule) return null;
    throw error;
  }
}

function wall(key: string): Wall {
  const parsed = parseWall(key);
  if (parsed === undefined) throw new TypeError(key);
  return parsed;
}
