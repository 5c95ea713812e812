import { describe, expect, test } from 'vitest';
import { summarize } from './summary.ts';
import { validateRecurrence } from './validate.ts';

/** Monday, 5 January 2026, at 09:00 in Paris. */
function summaryOf(rule: string, start = '2026-01-05T09:00:00'): string {
  return summarize(validateRecurrence({ rule, start, timeZone: 'Europe/Paris' }));
}

describe('a rule in plain words', () => {
  test.each([
    // By day and week.
    ['FREQ=DAILY', 'Every day'],
    ['FREQ=DAILY;INTERVAL=3', 'Every 3 days'],
    ['FREQ=DAILY;BYMONTH=1,2', 'Every day in January and February'],
    ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', 'Every weekday'],
    ['FREQ=DAILY;BYDAY=SA,SU', 'Every week on Saturday and Sunday'],
    ['FREQ=DAILY;BYMONTHDAY=1,15', 'Every month on the 1st and 15th'],
    ['FREQ=DAILY;INTERVAL=10;BYDAY=MO', 'Every 10 days, only on Monday'],
    [
      'FREQ=DAILY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=1,2;BYDAY=MO,SU',
      'Every 2 days, only on the 1st and 2nd in March if it is a Monday or Sunday',
    ],
    ['FREQ=WEEKLY', 'Every week on Monday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'Every weekday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', 'Every day'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20270301', 'Every 2 weeks on Monday and Wednesday, until 1 March 2027'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR', 'Every 2 weeks on weekdays'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU', 'Every 2 weeks on Monday and Sunday, weeks starting on Sunday'],
    ['FREQ=WEEKLY;BYDAY=FR;BYMONTH=6', 'Every week on Friday in June'],
    [
      'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2',
      'Every week on Monday, Wednesday and Friday, only the second of them each week',
    ],
    ['FREQ=WEEKLY;BYDAY=MO;WKST=SU', 'Every week on Monday'],
    // By month.
    ['FREQ=MONTHLY', 'Every month on the 5th'],
    ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1', 'Every 3 months on the last day'],
    [
      'FREQ=MONTHLY;BYMONTHDAY=1,22,23,13,-1,-2',
      'Every month on the 1st, 13th, 22nd, 23rd, second to last and last day',
    ],
    ['FREQ=MONTHLY;BYDAY=2TU', 'Every month on the second Tuesday'],
    ['FREQ=MONTHLY;BYDAY=1MO,3MO,-1FR', 'Every month on the first and third Monday and the last Friday'],
    ['FREQ=MONTHLY;BYDAY=MO', 'Every week on Monday'],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU', 'Every 2 months on every Monday and Tuesday'],
    ['FREQ=MONTHLY;BYDAY=1MO,FR', 'Every month on every Friday and the first Monday'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 'Every month on the 13th if it is a Friday'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'Every month on the last weekday'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1', 'Every month on the last day'],
    ['FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=1,-1', 'Every month on the first and last Monday or Friday'],
    ['FREQ=MONTHLY;BYMONTH=3,6;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1', 'Every month on the first weekday in March and June'],
    [
      'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1',
      'Every month on the 28th, 29th and 30th, only the last of them each month',
    ],
    // By year.
    ['FREQ=YEARLY', 'Every year on 5 January'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'Every year on 29 February'],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=1,7', 'Every 2 years on 5 January and 5 July'],
    ['FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1,-1', 'Every year on the 1st and last day of January and July'],
    ['FREQ=YEARLY;BYMONTHDAY=13', 'Every month on the 13th'],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=13;BYDAY=FR', 'Every 2 years on the 13th of every month if it is a Friday'],
    ['FREQ=YEARLY;BYMONTH=5;BYDAY=2SU', 'Every year on the second Sunday in May'],
    ['FREQ=YEARLY;BYDAY=20MO', 'Every year on the 20th Monday of the year'],
    ['FREQ=YEARLY;BYDAY=-2MO', 'Every year on the second to last Monday of the year'],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYDAY=MO', 'Every 2 years on every Monday in May'],
    ['FREQ=YEARLY;BYYEARDAY=1,100,-1', 'Every year on the 1st, 100th and last day of the year'],
    ['FREQ=YEARLY;BYYEARDAY=100;BYDAY=FR', 'Every year on the 100th day of the year if it is a Friday'],
    ['FREQ=YEARLY;BYWEEKNO=20', 'Every year on Monday in week 20 of the year'],
    [
      'FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO,SU;WKST=SU',
      'Every year on Monday and Sunday in week 1 and the last week of the year, weeks starting on Sunday',
    ],
    ['FREQ=YEARLY;BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'Every year on the last weekday in December'],
    ['FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1', 'Every year on the last Monday of the year'],
    [
      'FREQ=YEARLY;BYMONTH=3,9;BYDAY=SU;BYSETPOS=1',
      'Every year on every Sunday in March and September, only the first of them each year',
    ],
    // By hour.
    ['FREQ=HOURLY', 'Every hour'],
    ['FREQ=HOURLY;INTERVAL=6;BYMINUTE=30', 'Every 6 hours at 30 minutes past'],
    [
      'FREQ=HOURLY;BYMINUTE=0,30;BYHOUR=9,10,11,17;BYDAY=MO',
      'Every hour at 0 and 30 minutes past, only on Monday in the hours 9 to 11 and 17',
    ],
    ['FREQ=HOURLY;BYMINUTE=15;BYSECOND=0,30', 'Every hour at 15:00 and 15:30 minutes past'],
    ['FREQ=HOURLY;BYMONTH=3', 'Every hour, only in March'],
    ['FREQ=HOURLY;BYYEARDAY=100', 'Every hour, only on the 100th day of the year'],
    // Times and ends.
    ['FREQ=DAILY;BYHOUR=9,18;BYMINUTE=30', 'Every day at 09:30 and 18:30'],
    ['FREQ=WEEKLY;BYDAY=TU;BYHOUR=9', 'Every week on Tuesday at 09:00'],
    ['FREQ=DAILY;BYHOUR=9;BYSECOND=5', 'Every day at 09:00:05'],
    ['FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE=0,20,40', 'Every day, 12 times a day from 09:00 to 12:40'],
    ['FREQ=DAILY;BYHOUR=9,18;BYSETPOS=-1', 'Every day at 09:00 and 18:00, only the last of them each day'],
    ['FREQ=DAILY;COUNT=1', 'Every day, once'],
    ['FREQ=DAILY;COUNT=10', 'Every day, 10 times'],
    ['FREQ=DAILY;UNTIL=20270301T080000Z', 'Every day, until 1 March 2027 at 09:00'],
    ['FREQ=DAILY;UNTIL=20270301T093000', 'Every day, until 1 March 2027 at 09:30'],
  ])('%s is "%s"', (rule, summary) => {
    expect(summaryOf(rule)).toBe(summary);
  });

  test('the start gives the day that the rule leaves open', () => {
    expect(summaryOf('FREQ=WEEKLY', '2026-01-08T09:00:00')).toBe('Every week on Thursday');
    expect(summaryOf('FREQ=YEARLY', '2028-02-29T09:00:00')).toBe('Every year on 29 February');
    expect(summaryOf('FREQ=HOURLY', '2028-02-29T09:45:00')).toBe('Every hour at 45 minutes past');
  });
});
