import type { DueState } from '@rondo/schema/events/task.ts';
import { describe, expect, it } from 'vitest';
import { follow, momentBefore, type ReminderTiming } from './schedule.ts';

const now = new Date('2026-03-20T12:00:00.000Z');

function dueAt(at: string, timeZone = 'Europe/Paris'): DueState {
  return { date: at.slice(0, 10), time: '09:00:00', timeZone, floating: false, at };
}

describe('the moment before a due time', () => {
  it('is taken off the clock for hours, off the calendar for days, across a change of the clocks', () => {
    // Paris springs forward on 29 March at 02:00: 09:00 on the 29th is 07:00Z, on the 28th it is 08:00Z.
    const due = dueAt('2026-03-29T07:00:00.000Z');
    expect(momentBefore(due, 'PT24H').toISOString()).toBe('2026-03-28T07:00:00.000Z');
    expect(momentBefore(due, 'P1D').toISOString()).toBe('2026-03-28T08:00:00.000Z');
    expect(momentBefore(due, 'PT0S').toISOString()).toBe('2026-03-29T07:00:00.000Z');
  });

  it('moves forward where the calendar leads into a gap', () => {
    const due = { at: '2026-03-30T00:30:00.000Z', timeZone: 'Europe/Paris' };
    expect(momentBefore(due, 'P1D').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('is out of range where no calendar goes that far', () => {
    for (const before of ['P999999Y', 'P2026Y']) {
      expect(() => momentBefore(dueAt('2026-03-29T07:00:00.000Z'), before)).toThrow(RangeError);
    }
  });
});

describe('a reminder whose task changes', () => {
  const early = dueAt('2026-03-25T08:00:00.000Z');
  const later = dueAt('2026-03-27T08:00:00.000Z');
  const past = dueAt('2026-03-19T08:00:00.000Z');
  const snoozedUntil = new Date('2026-03-21T00:00:00.000Z');
  const relative = (state: ReminderTiming['state'], more: Partial<ReminderTiming> = {}): ReminderTiming => ({
    state,
    at: new Date('2026-03-25T07:45:00.000Z'),
    askedAt: null,
    before: 'PT15M',
    snoozedUntil: null,
    ...more,
  });
  const absolute = (state: ReminderTiming['state'], at: string): ReminderTiming => ({
    state,
    at: new Date(at),
    askedAt: new Date(at),
    before: null,
    snoozedUntil: null,
  });
  const open = (due: DueState | null) => ({ open: true, due });
  const closed = (due: DueState | null) => ({ open: false, due });
  const at = (iso: string) => new Date(iso);

  it.each([
    [
      'follows the due time',
      relative('SCHEDULED'),
      open(early),
      open(later),
      { state: 'SCHEDULED', at: at('2026-03-27T07:45:00.000Z') },
    ],
    ['stays where only the title changed', relative('SCHEDULED'), open(early), open(early), null],
    [
      'stays where it is at a fixed instant',
      absolute('SCHEDULED', '2026-03-22T00:00:00.000Z'),
      open(early),
      open(later),
      null,
    ],
    [
      'is cancelled, not fired, where its moment comes to lie in the past',
      relative('SCHEDULED'),
      open(early),
      open(past),
      { state: 'CANCELLED', at: at('2026-03-19T07:45:00.000Z') },
    ],
    [
      'is cancelled where the due time is taken away',
      relative('SCHEDULED'),
      open(early),
      open(null),
      { state: 'CANCELLED', at: at('2026-03-25T07:45:00.000Z') },
    ],
    [
      'waits again when the due time moves ahead',
      relative('CANCELLED'),
      open(past),
      open(later),
      { state: 'SCHEDULED', at: at('2026-03-27T07:45:00.000Z') },
    ],
    [
      'fires again for a due time that moved ahead after it was sent',
      relative('SENT'),
      open(past),
      open(later),
      { state: 'SCHEDULED', at: at('2026-03-27T07:45:00.000Z') },
    ],
    [
      'stays sent where the due time moved within the past',
      relative('SENT'),
      open(past),
      open(dueAt('2026-03-18T08:00:00.000Z')),
      null,
    ],
    [
      'is cancelled where the due time moves so far back that there is no such moment',
      relative('SCHEDULED', { before: 'P7000Y', at: at('2999-01-01T00:00:00.000Z') }),
      open(dueAt('9999-01-01T00:00:00.000Z')),
      open(early),
      { state: 'CANCELLED', at: at('2999-01-01T00:00:00.000Z') },
    ],
    [
      'is cancelled with its task',
      relative('SCHEDULED'),
      open(early),
      closed(early),
      { state: 'CANCELLED', at: at('2026-03-25T07:45:00.000Z') },
    ],
    [
      'is cancelled with its task at a fixed instant too',
      absolute('SCHEDULED', '2026-03-22T00:00:00.000Z'),
      open(null),
      closed(null),
      { state: 'CANCELLED', at: at('2026-03-22T00:00:00.000Z') },
    ],
    [
      'is cancelled with its task while it is snoozed',
      relative('SNOOZED'),
      open(early),
      closed(early),
      { state: 'CANCELLED', at: at('2026-03-25T07:45:00.000Z') },
    ],
    ['stays sent when its task is completed', relative('SENT'), open(early), closed(early), null],
    [
      'comes back with its task',
      relative('CANCELLED'),
      closed(early),
      open(early),
      { state: 'SCHEDULED', at: at('2026-03-25T07:45:00.000Z') },
    ],
    [
      'comes back with its task at a fixed instant that is ahead',
      absolute('CANCELLED', '2026-03-22T00:00:00.000Z'),
      closed(null),
      open(null),
      { state: 'SCHEDULED', at: at('2026-03-22T00:00:00.000Z') },
    ],
    [
      'does not come back where its instant has passed',
      absolute('CANCELLED', '2026-03-20T11:59:00.000Z'),
      closed(null),
      open(null),
      null,
    ],
    [
      'comes back snoozed where it was snoozed',
      relative('CANCELLED', { snoozedUntil }),
      closed(past),
      open(past),
      { state: 'SNOOZED', at: snoozedUntil },
    ],
    [
      'fires again where the due time was moved ahead while the task was completed',
      relative('SENT'),
      closed(later),
      open(later),
      { state: 'SCHEDULED', at: at('2026-03-27T07:45:00.000Z') },
    ],
    [
      'leaves its snooze for a due time ahead',
      relative('SNOOZED', { snoozedUntil }),
      open(past),
      open(later),
      { state: 'SCHEDULED', at: at('2026-03-27T07:45:00.000Z') },
    ],
    [
      'keeps its snooze where the due time is taken away',
      relative('SNOOZED', { snoozedUntil }),
      open(past),
      open(null),
      null,
    ],
    ['stays acknowledged when the due time moves', relative('ACKNOWLEDGED'), open(early), open(later), null],
    [
      'stays acknowledged when its task is completed and reopened',
      relative('ACKNOWLEDGED'),
      closed(early),
      open(early),
      null,
    ],
  ] as const)('%s', (_, reminder, was, is, consequence) => {
    expect(follow(reminder, was, is, now)).toEqual(consequence);
  });
});
