/**
 * Recurrence rules against rrule.js: the next occurrence after a date some years on, and a preview of 20, for ordinary rules; and the
 * slowest of a list of hard rules, against the ceiling of 50 ms that holds for any rule.
 */

import rrule from 'rrule';
import { parseWall } from '../subgraphs/recurrence/src/rule/calendar.ts';
import { previewRecurrence } from '../subgraphs/recurrence/src/rule/preview.ts';
import { InvalidRule } from '../subgraphs/recurrence/src/rule/rule.ts';
import { validateRecurrence } from '../subgraphs/recurrence/src/rule/validate.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

const { RRule } = rrule;
const start = '2020-01-06T09:00:00';
const timeZone = 'Europe/Paris';
const later = '2026-06-15T12:00:00';

const ordinary = {
  'every day': 'FREQ=DAILY',
  'Mondays and Wednesdays': 'FREQ=WEEKLY;BYDAY=MO,WE',
  'every other week': 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO',
  'the 15th': 'FREQ=MONTHLY;BYMONTHDAY=15',
  'third Friday': 'FREQ=MONTHLY;BYDAY=3FR',
  'last day of the month': 'FREQ=MONTHLY;BYMONTHDAY=-1',
  'every year': 'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=29',
};

const hard = [
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29',
  'FREQ=HOURLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYHOUR=3;COUNT=10000',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=400',
  'FREQ=WEEKLY;INTERVAL=999;BYMONTH=2;BYDAY=SU;BYSETPOS=-7',
  'FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;COUNT=10000',
  'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=1;COUNT=10000',
];

export async function run({ quick }: BenchOptions): Promise<void> {
  const [rounds, calls] = quick ? [3, 10] : [5, 30];
  const results = [];
  for (const [name, rule] of Object.entries(ordinary)) {
    const ours = validateRecurrence({ rule, start, timeZone });
    // Without its cache of answers: a server asks each rule once a completion.
    const theirs = new RRule({ ...RRule.parseString(rule), dtstart: new Date(`${start}Z`) }, true);
    const after = parseWall(later) ?? 0;
    const date = new Date(`${later}Z`);
    const next = compare(
      rounds,
      calls,
      () => ours.expansion.next(after),
      () => theirs.after(date),
    );
    const twenty = compare(
      rounds,
      calls,
      () => previewRecurrence({ rule, start, timeZone }, 20),
      () => new RRule({ ...RRule.parseString(rule), dtstart: new Date(`${start}Z`) }, true).all((_, i) => i < 20),
    );
    results.push({ rule: name, next, preview: twenty });
  }
  const slowest = Math.max(...hard.map((rule) => fastest(quick ? 3 : 9, () => attempt(rule))));
  printTable(
    results.map(({ rule, next, preview }) => ({
      rule,
      'next, µs': micro(next.ours),
      'rrule.js': micro(next.theirs),
      'times faster': next.times.median.toFixed(1),
      'preview of 20, µs': micro(preview.ours),
      'rrule.js ': micro(preview.theirs),
      'times faster ': preview.times.median.toFixed(1),
    })),
  );
  process.stdout.write(`\nSlowest of ${hard.length} hard rules: ${slowest.toFixed(1)} ms; the ceiling is 50 ms.\n`);
  if (!quick) await writeResults('recurrence', { ordinary: results, slowestHardRuleMs: slowest });
}

interface Comparison {
  readonly ours: Spread;
  readonly theirs: Spread;
  /** How many times as long theirs took, round by round. */
  readonly times: Spread;
}

/** Ours are called more often than theirs, or the clock would not see them. */
const oursPerTheirs = 50;

/** Milliseconds a call, in alternating rounds. */
function compare(rounds: number, calls: number, ours: () => unknown, theirs: () => unknown): Comparison {
  const measured = Array.from(
    { length: rounds + 1 },
    () => [perCall(calls * oursPerTheirs, ours), perCall(calls, theirs)] as const,
  );
  // The first round warms up.
  const counted = measured.slice(1);
  return {
    ours: spreadOf(counted.map(([mine]) => mine)),
    theirs: spreadOf(counted.map(([, other]) => other)),
    times: spreadOf(counted.map(([mine, other]) => other / mine)),
  };
}

function perCall(calls: number, work: () => unknown): number {
  const began = performance.now();
  for (let call = 0; call < calls; call++) work();
  return (performance.now() - began) / calls;
}

function fastest(times: number, work: () => void): number {
  return Math.min(...Array.from({ length: times }, () => perCall(1, work)));
}

function attempt(rule: string): void {
  try {
    previewRecurrence({ rule, start, timeZone }, 20);
  } catch (error) {
    if (!(error instanceof InvalidRule)) throw error;
  }
}

function micro({ median }: Spread): string {
  return (median * 1_000).toFixed(2);
}
