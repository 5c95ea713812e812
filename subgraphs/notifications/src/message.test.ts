import { describe, expect, it } from 'vitest';
import { messageOf } from './message.ts';

const due = { date: '2026-03-29', floating: false, at: '2026-03-29T00:30:00.000Z' };

describe('what a reminder says', () => {
  it('is when its task is due, on the wall clock of the due', () => {
    const timed = { ...due, time: '02:30:00', timeZone: 'Pacific/Kiritimati' };
    expect(messageOf({ title: 'Call mum', due: timed })).toEqual({
      title: 'Call mum',
      body: 'Due 29 March 2026 at 02:30',
    });
  });

  it('is the day alone where the whole day is meant', () => {
    const wholeDay = { ...due, time: null, timeZone: 'Europe/Paris' };
    expect(messageOf({ title: 'Call mum', due: wholeDay }).body).toBe('Due 29 March 2026');
  });

  it('stands in for a task without a due time', () => {
    expect(messageOf({ title: 'Call mum', due: null }).body).toBe('You asked to be reminded of this.');
  });

  it('can be said in zones that this machine does not know', () => {
    const moved = { ...due, time: '09:00:00', timeZone: 'Mars/Olympus_Mons' };
    expect(messageOf({ title: 'Call mum', due: moved }).body).toBe('Due 29 March 2026 at 09:00');
  });
});
