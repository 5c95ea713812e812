import { describe, expect, it } from 'vitest';
import { faultsOf, reading, readOne, readText } from '../testing/reading.ts';
import { maximumTasks, survey } from './survey.ts';

const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const todo = (...lines: string[]) => calendar('BEGIN:VTODO', 'UID:1', 'SUMMARY:x', ...lines, 'END:VTODO');
const event = (...lines: string[]) => calendar('BEGIN:VEVENT', 'UID:1', 'SUMMARY:x', ...lines, 'END:VEVENT');

const berlin = [
  ...['BEGIN:VTIMEZONE', 'TZID:W. Europe Standard Time', 'BEGIN:STANDARD', 'DTSTART:16010101T030000'],
  ...['TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD'],
  ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
  ...['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE'],
];

describe('a calendar', () => {
  it('has to-dos with all that they say, however it is cut and folded', async () => {
    const text = todo(
      ...['DESCRIPTION:one\\ntwo\\, three\\; fo', ' ur \u{1f331}', 'PRIORITY:1', 'CATEGORIES:home,two\\, of one'],
      ...['DUE;TZID=America/New_York:20990329T093000', 'STATUS:IN-PROCESS', 'LOCATION:Paris', 'RELATED-TO:0'],
      ...['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER;RELATED=END:-PT15M', 'END:VALARM'],
      ...['BEGIN:VALARM', 'ACTION:AUDIO', 'TRIGGER;VALUE=DATE-TIME:20990101T000000Z', 'END:VALARM'],
    );
    const expected = {
      draft: { title: 'x', description: 'one\ntwo, three; four \u{1f331}\n\nLocation: Paris', priority: 'HIGH' },
      status: 'IN_PROGRESS',
      due: { date: '2099-03-29', time: '09:30:00', timeZone: 'America/New_York', floating: false },
      reminders: [{ before: 'PT15M' }, { at: '2099-01-01T00:00:00.000Z' }],
      parentSource: 'ICS 0',
    };
    expect(await readOne('ICS', text)).toMatchObject(expected);
    expect((await readOne('ICS', text)).draft.tagNames).toEqual(['home', 'two, of one']);
    for (const size of [1, 3]) expect(await readText('ICS', text, { size })).toMatchObject([expected]);
    expect(await readText('ICS', text.replaceAll('\r\n', '\n'))).toMatchObject([expected]);
  });

  it.each([
    ['DUE;VALUE=DATE:20990329', { date: '2099-03-29', time: null, floating: true }],
    ['DUE:20990329T093000', { date: '2099-03-29', time: '09:30:00', timeZone: 'Europe/Paris', floating: true }],
    ['DUE:20990329T093000Z', { date: '2099-03-29', time: '11:30:00', timeZone: 'Europe/Paris', floating: false }],
    ['DTSTART:20990329T093000', { date: '2099-03-29', time: '09:30:00' }],
    ['DUE;TZID="/example.org/Europe/Berlin":20990329T093000', { time: '09:30:00', timeZone: 'Europe/Berlin' }],
    [
      'DUE;TZID=W. Europe Standard Time:20300701T093000',
      { time: '09:30:00', timeZone: 'Europe/Paris', floating: false },
    ],
  ])('says when in each way that there is: %s', async (line, expected) => {
    const text = calendar(...berlin, 'BEGIN:VTODO', 'UID:1', 'SUMMARY:x', line, 'END:VTODO');
    expect((await readOne('ICS', text)).due).toMatchObject(expected);
  });

  const zone = (...lines: string[]) => [
    ...['BEGIN:VTIMEZONE', 'TZID:Own', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
    ...['TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100', ...lines, 'END:STANDARD', 'END:VTIMEZONE'],
  ];
  const timed = (due: string) => ['BEGIN:VTODO', 'UID:1', 'SUMMARY:x', due, 'END:VTODO'];

  it.each([
    ['every second', 'FREQ=SECONDLY'],
    ['never', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
    ['by a rule that is none', ''],
  ])('may not define a time zone that changes %s, as that takes for ever to work out', async (_, rule) => {
    const text = calendar(...zone(`RRULE:${rule}`), ...timed('DUE;TZID=Own:20300701T093000'));
    const [fault, task] = await faultsOf('ICS', text);
    expect(fault).toMatch(/^Line 3: This time zone is malformed. Expected a rule such as FREQ=YEARLY/);
    expect(task).toMatch(/^Line 12: The file does not say what the time zone "Own" is/);
  });

  it('may define a zone that everybody knows however it likes', async () => {
    const known = zone('RRULE:FREQ=SECONDLY').map((line) => line.replace('Own', 'Europe/Berlin'));
    const text = calendar(...known, ...timed('DUE;TZID=Europe/Berlin:20300701T093000'));
    expect((await readOne('ICS', text)).due).toMatchObject({ time: '09:30:00', timeZone: 'Europe/Berlin' });
  });

  it('may use a time zone of its own in as many years as it likes, each change of the clock known once', async () => {
    const years = Array.from({ length: 70 }, (_, index) => timed(`DUE;TZID=Own:${2030 + index}0701T093000`)).flat();
    const text = calendar(...zone('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'), ...years);
    expect(await faultsOf('ICS', text)).toEqual([]);
    expect(await faultsOf('ICS', calendar(...zone(), ...timed('DUE;TZID=Own:99980701T093000')))).toEqual([
      "Line 11: Expected a year up to 2100 in a time zone of the file's own.",
    ]);
    const many = Array.from({ length: 200 }, () =>
      zone('RRULE:FREQ=YEARLY').map((line) => line.replace('1970', '0001')),
    );
    expect((await faultsOf('ICS', calendar(...many.flat())))[0]).toMatch(/at most 200000 changes of the clock/);
  });

  it.each(['P99999999999999W', 'PT99999999999999999999S', '-P99999999999999W'])(
    'may not say that something takes %s, which the parser would count off',
    async (duration) => {
      expect(await faultsOf('ICS', todo('DTSTART:20300106T090000', `DURATION:${duration}`))).toEqual([
        'Line 3: DURATION: Expected at most a hundred years.',
      ]);
    },
  );

  it('loses an alarm that is none, not its task', async () => {
    const alarm = (trigger: string) => ['BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:${trigger}`, 'END:VALARM'];
    const lines = [...alarm('nonsense'), ...alarm('-P9999999999999W'), ...alarm('-PT15M')];
    expect(await readOne('ICS', todo('DUE:20990329T093000', ...lines))).toMatchObject({
      reminders: [{ before: 'PT15M' }],
      warnings: Array(2).fill('an alarm is left out: expected a TRIGGER such as -PT15M'),
    });
  });

  it.each([
    ['DUE:20301399T995959Z', 'DUE: Expected a date or time such as 20260329T093000, got "2030-13-99T99:59:59Z".'],
    ['DUE;VALUE=DATE:20300230', 'DUE: Expected a date or time such as 20260329T093000, got "2030-02-30".'],
  ])('is told what a time looks like, where %s is none', async (line, message) => {
    expect(await faultsOf('ICS', todo(line))).toEqual([`Line 3: ${message}`]);
  });

  it('keeps RRULE and EXDATE; what repeats as an event goes on from today', async () => {
    const lines = [
      'DTSTART;TZID=Europe/Berlin:20200106T090000',
      'RRULE:FREQ=WEEKLY;BYDAY=MO',
      'EXDATE;TZID=Europe/Berlin:20261123T090000',
    ];
    const expected = { rule: 'FREQ=WEEKLY;BYDAY=MO', start: '2020-01-06T09:00:00', skipped: ['2026-11-23T09:00:00'] };
    expect((await readOne('ICS', event(...lines))).recurrence).toEqual({
      ...{ ...expected, mode: 'SCHEDULE', missed: 'SKIP' },
      notBefore: '2026-11-21T00:00:00',
    });
    expect((await readOne('ICS', todo(...lines))).recurrence).toMatchObject({ ...expected, notBefore: null });
    expect((await readOne('ICS', event('DTSTART:20200106T090000', 'DURATION:PT1H'))).status).toBe('COMPLETED');
    expect((await readOne('ICS', event('DTSTART:20300106T090000'))).status).toBe('OPEN');
  });

  it('has a moved occurrence as a task of its own, which its series leaves out, whichever comes first', async () => {
    const master = ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:x', 'DTSTART:20300107T090000', 'RRULE:FREQ=WEEKLY', 'END:VEVENT'];
    const moved = [
      'BEGIN:VEVENT',
      'UID:1',
      'SUMMARY:moved',
      'RECURRENCE-ID:20300114T090000',
      'DTSTART:20300115T100000',
      'END:VEVENT',
    ];
    for (const lines of [
      [...master, ...moved],
      [...moved, ...master],
    ]) {
      const context = reading('ICS');
      await readText('ICS', calendar(...lines), { context });
      const items = await readText('ICS', calendar(...lines), { context });
      const [series, own] = items.toSorted((a, b) => Number(a === items[1]) - Number(b === items[1]));
      const found = [series, own].map((item) => (item?.kind === 'task' ? item : null));
      expect(found.find((item) => item?.recurrence)?.recurrence?.skipped).toEqual(['2030-01-14T09:00:00']);
      expect(found.find((item) => !item?.recurrence)?.due).toMatchObject({ date: '2030-01-15', time: '10:00:00' });
    }
  });

  it.each([
    ['', 'Line 1: Expected a calendar, which begins with BEGIN:VCALENDAR.'],
    ['title\nA', 'Line 1: Expected a calendar'],
    [calendar('BEGIN:VTODO', 'UID:1', 'END:VTODO'), 'Line 3: title: Expected some text, got none that shows.'],
    [todo('DUE:20990230T000000'), 'Line 3: '],
    [todo('DUE:soon'), 'Line 3: '],
    [todo('DUE;TZID=Mars/Base:20990101T000000'), 'Line 3: The file does not say what the time zone "Mars/Base" is.'],
    [todo('this is no line'), 'Line 3: It is malformed'],
    ['BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:x', 'Line 2: There is no END:VTODO.'],
    [todo(`DESCRIPTION:${'x'.repeat(300_000)}`), 'Line 6: A line is longer than any may be.'],
    [todo('DESCRIPTION:a\0b'), 'Line 3: description: Expected text without NUL'],
  ])('says by line what is wrong: case %#', async (text, expected) => {
    expect((await faultsOf('ICS', text)).join('\n')).toContain(expected);
  });

  it('is refused with a million events before they are in memory', async () => {
    let made = 0;
    async function* events() {
      yield 'BEGIN:VCALENDAR\r\n';
      for (; made < 1_000_000; made++) yield `BEGIN:VEVENT\r\nUID:${made}\r\nSUMMARY:x\r\nEND:VEVENT\r\n`;
    }
    await expect(survey(events(), reading('ICS'))).rejects.toThrow(`Expected at most ${maximumTasks} tasks, got more.`);
    expect(made).toBeLessThanOrEqual(maximumTasks + 1);
  }, 120_000);
});
