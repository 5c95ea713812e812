import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Condition, tagKeysOf } from './condition.ts';
import { parseFilter } from './parse.ts';
import { resolveFilter } from './resolve.ts';

// A Wednesday; in Auckland it is Thursday already.
const NOW = '2026-03-25T15:30:00Z';

function resolve(query: string, timeZone = 'Europe/Paris', now = NOW): Condition {
  return resolveFilter(parseFilter(query), { now: Temporal.Instant.from(now), timeZone });
}

/** Dates and instants of a comparison, open ends as `…`. */
function ranges(query: string, timeZone?: string, now?: string): { dates: string; instants: string } {
  const condition = resolve(query, timeZone, now);
  if (condition.kind !== 'due' && condition.kind !== 'time') throw new Error(`${query} compares nothing`);
  const shown = (milliseconds: number | undefined) =>
    milliseconds === undefined ? '…' : new Date(milliseconds).toISOString().replace('.000Z', 'Z');
  const { instants } = condition;
  const dates = condition.kind === 'due' ? condition.dates : {};
  return {
    dates: `${dates.from ?? '…'}/${dates.to ?? '…'}`,
    instants: `${shown(instants.from)}/${shown(instants.to)}`,
  };
}

describe('resolveFilter', () => {
  it.each([
    ['due:today', '2026-03-25/2026-03-26', '2026-03-24T23:00:00Z/2026-03-25T23:00:00Z'],
    ['due:tomorrow', '2026-03-26/2026-03-27', '2026-03-25T23:00:00Z/2026-03-26T23:00:00Z'],
    ['due:yesterday', '2026-03-24/2026-03-25', '2026-03-23T23:00:00Z/2026-03-24T23:00:00Z'],
    ['due<2026-12-01', '…/2026-12-01', '…/2026-11-30T23:00:00Z'],
    ['due<=2026-12-01', '…/2026-12-02', '…/2026-12-01T23:00:00Z'],
    ['due>2026-12-01', '2026-12-02/…', '2026-12-01T23:00:00Z/…'],
    ['due>=2026-12-01', '2026-12-01/…', '2026-11-30T23:00:00Z/…'],
    ['due<7d', '…/2026-04-01', '…/2026-03-31T22:00:00Z'],
    ['due>=-2w', '2026-03-11/…', '2026-03-10T23:00:00Z/…'],
    ['due<1m', '…/2026-04-25', '…/2026-04-24T22:00:00Z'],
    ['due<1y', '…/2027-03-25', '…/2027-03-24T23:00:00Z'],
    ['due:wednesday', '2026-03-25/2026-03-26', '2026-03-24T23:00:00Z/2026-03-25T23:00:00Z'],
    ['due:tue', '2026-03-31/2026-04-01', '2026-03-30T22:00:00Z/2026-03-31T22:00:00Z'],
  ])('%s is counted in the viewer’s days', (query, dates, instants) => {
    expect(ranges(query)).toEqual({ dates, instants });
  });

  it('begins and ends the day of a clock change where the zone does', () => {
    // 23 hours in Paris; midnight does not exist in Beirut; 25 hours in New York.
    expect(ranges('due:2026-03-29').instants).toBe('2026-03-28T23:00:00Z/2026-03-29T22:00:00Z');
    expect(ranges('due:2026-03-29', 'Asia/Beirut').instants).toBe('2026-03-28T22:00:00Z/2026-03-29T21:00:00Z');
    expect(ranges('due:2026-11-01', 'America/New_York').instants).toBe('2026-11-01T04:00:00Z/2026-11-02T05:00:00Z');
  });

  it('takes today from the viewer’s zone, not from UTC', () => {
    expect(ranges('due:today', 'Pacific/Auckland').dates).toBe('2026-03-26/2026-03-27');
    expect(ranges('due:thursday', 'Pacific/Auckland').dates).toBe('2026-03-26/2026-03-27');
  });

  it('looks ahead for the weekday of a due and back for that of what has happened', () => {
    expect(ranges('due>=monday').dates).toBe('2026-03-30/…');
    expect(ranges('created>=monday').instants).toBe('2026-03-22T23:00:00Z/…');
    expect(ranges('completed>=wednesday').instants).toBe('2026-03-24T23:00:00Z/…');
  });

  it('compares hours and now by the instant, and whole days by the day in which it falls', () => {
    expect(ranges('due<now')).toEqual({ dates: '…/2026-03-25', instants: '…/2026-03-25T15:30:00Z' });
    expect(ranges('due<=4h')).toEqual({ dates: '…/2026-03-26', instants: '…/2026-03-25T19:30:00.001Z' });
    expect(ranges('due>-20h')).toEqual({ dates: '2026-03-25/…', instants: '2026-03-24T19:30:00.001Z/…' });
    expect(ranges('created>=-4h').instants).toBe('2026-03-25T11:30:00Z/…');
  });

  it('stays within the years that a database can hold', () => {
    expect(ranges('due<9999y').dates).toBe('…/9999-12-20');
    expect(ranges('due>-9999y').dates).toBe('0001-01-11/…');
    expect(ranges('due>0001-01-01', 'Asia/Tokyo').instants).toMatch(/^0001-/);
    expect(ranges('due:9999-12-31').dates).toBe('9999-12-20/9999-12-21');
  });

  it('looks for a word or its beginning, and for whole words in a phrase', () => {
    expect(resolve('Éclair')).toMatchObject({ sequence: ' eclair' });
    expect(resolve('"Oat  MILK!"')).toMatchObject({ sequence: ' oat milk ' });
    expect(resolve('well-known')).toMatchObject({ sequence: ' well known' });
  });

  it('forgives typing mistakes in words of four letters or more, outside of NOT and quotes', () => {
    const typos = (query: string) => {
      let condition = resolve(query);
      while (condition.kind === 'not') condition = condition.condition;
      return condition.kind === 'text' ? condition.typos : undefined;
    };
    expect(typos('Milk')).toBe('milk');
    expect(typos('молоко')).toBe('молоко');
    expect(typos('oat')).toBeNull();
    expect(typos('2026')).toBeNull();
    expect(typos('abc1')).toBeNull();
    expect(typos('oat-milk')).toBeNull();
    expect(typos('"milk"')).toBeNull();
    expect(typos('-milk')).toBeNull();
    expect(typos('--milk')).toBeNull();
    expect(typos('a'.repeat(65))).toBeNull();
  });

  it('knows which tags have to be looked up', () => {
    expect(tagKeysOf(resolve('#Home OR -(tag:"Two Words" #home) milk')).sort()).toEqual(['home', 'two words']);
  });
});
