import { describe, expect, test } from 'vitest';
import { previewRecurrence } from './preview.ts';

const paris = { start: '2026-03-27T02:30:00', timeZone: 'Europe/Paris' };

describe('a preview', () => {
  test('shows keys, what they come to in the zone, and the rule in words', () => {
    expect(previewRecurrence({ rule: 'FREQ=DAILY;UNTIL=20260330', ...paris }, 10)).toEqual({
      occurrences: [
        ['2026-03-27T02:30:00', '2026-03-27T01:30:00.000Z', '2026-03-27T02:30:00', '+01:00', null],
        ['2026-03-28T02:30:00', '2026-03-28T01:30:00.000Z', '2026-03-28T02:30:00', '+01:00', null],
        ['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z', '2026-03-29T03:30:00', '+02:00', 'DST_GAP'],
        ['2026-03-30T02:30:00', '2026-03-30T00:30:00.000Z', '2026-03-30T02:30:00', '+02:00', null],
      ].map(([key, at, local, offset, note]) => ({ key, at, local, offset, note })),
      finite: true,
      summary: 'Every day, until 30 March 2026',
    });
  });

  test('goes on after a key, which need not be one of the rule', () => {
    const after = (key: string) =>
      previewRecurrence({ rule: 'FREQ=DAILY', ...paris }, 2, key).occurrences.map(({ key }) => key);
    expect(after('2026-04-01T02:30:00')).toEqual(['2026-04-02T02:30:00', '2026-04-03T02:30:00']);
    expect(after('2026-04-01T02:29:59')).toEqual(['2026-04-01T02:30:00', '2026-04-02T02:30:00']);
    expect(after('1999-01-01T00:00:00')).toEqual(['2026-03-27T02:30:00', '2026-03-28T02:30:00']);
    expect(() => after('tomorrow')).toThrow(/^after: expected a local date-time such as .* got "tomorrow"$/);
  });

  test('is finite by COUNT and UNTIL only', () => {
    const finite = (rule: string) => previewRecurrence({ rule, ...paris }, 1).finite;
    expect(finite('FREQ=DAILY')).toBe(false);
    expect(finite('FREQ=DAILY;COUNT=500')).toBe(true);
    expect(finite('FREQ=DAILY;UNTIL=20300101')).toBe(true);
  });
});
