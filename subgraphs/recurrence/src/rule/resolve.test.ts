import { describe, expect, test } from 'vitest';
import { parseWall } from './calendar.ts';
import { movedOccurrence, occurrenceAt } from './resolve.ts';
import { InvalidRule } from './rule.ts';
import { zoneOf } from './zone.ts';

function at(zone: string, key: string) {
  return occurrenceAt(zoneOf(zone), parseWall(key) ?? Number.NaN);
}

describe('from a wall time to an instant', () => {
  test('an ordinary time needs no note', () => {
    expect(at('Europe/Paris', '2026-07-01T09:00:00')).toEqual({
      key: '2026-07-01T09:00:00',
      at: '2026-07-01T07:00:00.000Z',
      local: '2026-07-01T09:00:00',
      offset: '+02:00',
      note: null,
    });
  });

  test('a time that does not exist moves forward by the gap', () => {
    expect(at('Europe/Paris', '2026-03-29T02:30:00')).toEqual({
      key: '2026-03-29T02:30:00',
      at: '2026-03-29T01:30:00.000Z',
      local: '2026-03-29T03:30:00',
      offset: '+02:00',
      note: 'DST_GAP',
    });
  });

  test('of a time that happens twice the first is meant', () => {
    expect(at('Europe/Paris', '2026-10-25T02:30:00')).toMatchObject({
      at: '2026-10-25T00:30:00.000Z',
      local: '2026-10-25T02:30:00',
      offset: '+02:00',
      note: 'DST_OVERLAP',
    });
  });

  test.each([
    ['Europe/Paris', '2026-03-29T01:59:59', null, '2026-03-29T00:59:59.000Z'],
    ['Europe/Paris', '2026-03-29T02:00:00', 'DST_GAP', '2026-03-29T01:00:00.000Z'],
    ['Europe/Paris', '2026-03-29T02:59:59', 'DST_GAP', '2026-03-29T01:59:59.000Z'],
    ['Europe/Paris', '2026-03-29T03:00:00', null, '2026-03-29T01:00:00.000Z'],
    ['Europe/Paris', '2026-10-25T01:59:59', null, '2026-10-24T23:59:59.000Z'],
    ['Europe/Paris', '2026-10-25T02:00:00', 'DST_OVERLAP', '2026-10-25T00:00:00.000Z'],
    ['Europe/Paris', '2026-10-25T02:59:59', 'DST_OVERLAP', '2026-10-25T00:59:59.000Z'],
    ['Europe/Paris', '2026-10-25T03:00:00', null, '2026-10-25T02:00:00.000Z'],
  ])('%s %s: the edges belong to the right side', (zone, key, note, instant) => {
    expect(at(zone, key)).toMatchObject({ note, at: instant });
  });

  test.each([
    ['Australia/Lord_Howe', '2024-10-06T02:15:00', '2024-10-06T02:45:00', '+11:00'],
    ['America/Sao_Paulo', '2018-11-04T00:00:00', '2018-11-04T01:00:00', '-02:00'],
    ['Pacific/Apia', '2011-12-30T09:00:00', '2011-12-31T09:00:00', '+14:00'],
  ])('%s has gaps of its own: %s is %s', (zone, key, local, offset) => {
    expect(at(zone, key)).toMatchObject({ local, offset, note: 'DST_GAP' });
  });

  test('offsets may have minutes, a minus, and before time zones seconds', () => {
    expect(at('Asia/Kathmandu', '2026-01-01T00:00:00').offset).toBe('+05:45');
    expect(at('America/St_Johns', '2026-01-01T00:00:00').offset).toBe('-03:30');
    expect(at('Europe/Paris', '1900-01-01T00:00:00').offset).toBe('+00:09:21');
  });

  test('the last and the first possible wall times still have instants with four-digit years', () => {
    expect(at('Pacific/Niue', '9998-12-31T23:59:59').at).toBe('9999-01-01T10:59:59.000Z');
    expect(at('Pacific/Kiritimati', '0001-01-01T00:00:00').at).toMatch(/^000[01]-/);
  });

  test('a moved occurrence keeps its key and happens where it was moved', () => {
    const moved = movedOccurrence(
      zoneOf('Europe/Paris'),
      '2026-07-01T09:00:00',
      parseWall('2026-07-03T18:00:00') ?? 0,
      'MOVED',
    );
    expect(moved).toEqual({
      key: '2026-07-01T09:00:00',
      at: '2026-07-03T16:00:00.000Z',
      local: '2026-07-03T18:00:00',
      offset: '+02:00',
      note: 'MOVED',
    });
  });
});

describe('time zones', () => {
  test('go by any IANA name, links and small letters included', () => {
    expect(zoneOf('Asia/Calcutta').offsetAt(0)).toBe(19_800);
    expect(zoneOf('America/Argentina/Buenos_Aires').offsetAt(1_700_000_000)).toBe(-10_800);
    expect(zoneOf('europe/paris')).toBe(zoneOf('Europe/Paris'));
    expect(zoneOf('UTC').offsetAt(0)).toBe(0);
  });

  test.each([
    '',
    'Mars/Olympus',
    '+02:00',
    'Europe/Paris ',
    '__proto__',
    'Europe/Paris\0',
    `Europe/${'A'.repeat(100_000)}`,
  ])('refuse %j', (name) => {
    expect(() => zoneOf(name)).toThrow(InvalidRule);
    expect(() => zoneOf(name)).toThrow(/^timeZone: expected an IANA time zone such as Europe\/Paris, got "/);
  });
});
