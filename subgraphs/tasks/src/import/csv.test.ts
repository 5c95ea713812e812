import { describe, expect, it } from 'vitest';
import { faultsOf, readOne, readText } from '../testing/reading.ts';

describe('a CSV file', () => {
  it('is read alike however it is cut into chunks, with any of the usual separators and line ends', async () => {
    const text = '\ufefftitle;tags;due\r\n"One; ""two""\nlines";"a, b";2099-01-01\r\n\r\nTwo;c;tomorrow\r\n';
    const whole = await readText('CSV', text);
    expect(whole).toMatchObject([
      { place: 'Line 2', draft: { title: 'One; "two"\nlines', tagNames: ['a', 'b'] }, due: { date: '2099-01-01' } },
      { draft: { title: 'Two' }, due: { date: '2026-11-22', time: null, floating: true } },
    ]);
    for (const size of [1, 2, 7]) expect(await readText('CSV', text, { size })).toEqual(whole);
    expect(await readText('CSV', text.replaceAll('\r\n', '\n'))).toMatchObject(
      whole.map((item) => ({ kind: item.kind, ...(item.kind === 'task' ? { draft: item.draft } : {}) })),
    );
  });

  it.each([
    ['2099-03-29', { date: '2099-03-29', time: null, floating: true }],
    ['2099-03-29 9:30', { date: '2099-03-29', time: '09:30:00' }],
    ['2099-03-29T09:30', { date: '2099-03-29', time: '09:30:00', floating: true }],
    ['2099-03-29T09:30:00Z', { date: '2099-03-29', time: '11:30:00', timeZone: 'Europe/Paris', floating: false }],
    ['next friday', { date: '2026-11-27', time: null }],
    ['tomorrow at 5pm', { date: '2026-11-22', time: '17:00:00' }],
  ])('has a due in ISO 8601 or in words: %s', async (due, expected) => {
    const [item] = await readText('CSV', `title,due\nx,${due}`);
    expect(item).toMatchObject({ kind: 'task', due: expected });
  });

  it.each([
    ['title,due\nx,2026-02-30', 'Line 2: Expected'],
    ['title,due\nx,whenever', 'Line 2: due: Expected a date such as 2026-03-29, or tomorrow, got "whenever".'],
    ['title,due,due time\nx,2026-02-20,25:00', 'Line 2: Expected a wall-clock time'],
    ['title,due,time zone\nx,2026-02-20,Mars/Base', 'Line 2: Expected an IANA time zone'],
    ['title,priority\nx,very', 'Line 2: priority: Expected HIGH, MEDIUM, LOW or NONE (or 1 to 4), got "very".'],
    ['title,status\nx,__proto__', 'Line 2: status: Expected OPEN, IN_PROGRESS, COMPLETED or CANCELLED'],
    ['title,notes\n ,no title', 'Line 2: title: Expected some text, got none that shows.'],
    [`title\n${'x'.repeat(501)}`, 'Line 2: title: Expected at most 500 characters, got 501.'],
    ['title\nA\0B', 'Line 2: title: Expected text without NUL characters and lone surrogates.'],
    ['title\nA\ud800B', 'Line 2: title: Expected text without NUL characters and lone surrogates.'],
    ['title,created at\nx,yesterday', 'Line 2: createdAt: Expected an instant'],
    ['title,reminders\nx,P5Q', 'Line 2: Expected an ISO 8601 duration'],
    ['name of it,due\nx,y', 'Line 1: Expected a line of column names with a title, got "name of it,due".'],
    [`title\n"${'x'.repeat(300_000)}`, 'Line 2: Expected a record of at most 262144 characters.'],
    ['title\n"never closed', 'Line 2: A quotation mark is not closed.'],
  ])('says by line what is wrong: case %#', async (text, expected) => {
    const [fault, ...others] = await faultsOf('CSV', text);
    expect(fault).toContain(expected);
    expect(others).toEqual([]);
  });

  it('has no more reminders on a task than there may be', async () => {
    const reminders = (count: number) => `title,due,reminders\nx,2030-01-01,"${'PT1M,'.repeat(count)}"`;
    expect((await readOne('CSV', reminders(50))).reminders).toHaveLength(50);
    expect(await faultsOf('CSV', reminders(40_000))).toEqual([
      'Line 2: reminders: Expected at most 50 on a task, got 40000.',
    ]);
  });

  it('takes an apostrophe away that an export put before a formula, and no other', async () => {
    const items = await readText('CSV', "title\n'=1+1\n''=1+1\n'tis\n-5 degrees\n");
    expect(items.map((item) => item.kind === 'task' && item.draft.title)).toEqual([
      '=1+1',
      "'=1+1",
      "'tis",
      '-5 degrees',
    ]);
  });

  it('gives what says the same the same name each time, and two of the same kind two', async () => {
    const sources = async (text: string) =>
      (await readText('CSV', text)).map((item) => (item.kind === 'task' ? item.source : ''));
    const first = await sources('title\nA\nA\nB');
    expect(new Set(first).size).toBe(3);
    expect(await sources('title\nB\nA\nA')).toEqual([first[2], first[0], first[1]]);
  });
});

describe("Todoist's CSV", () => {
  const header =
    'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG';
  const todoist = (...rows: string[]) => [header, ...rows].join('\n');

  it('has tasks with their labels, priorities, subtasks, comments and sections', async () => {
    const text = todoist(
      'meta,view_style=list,,,,,,,,,,,,',
      'task,Buy milk @shop @home,From the farm,1,1,Ada (1),,,,,,,,',
      'note,Mail ada@example.com about it,,,,Ada (1),,,,,,,,',
      'task,Oat milk,,4,2,,,,,,,,,',
      'task,Deeper,,3,3,,,,,,,,,',
      ',,,,,,,,,,,,,',
      'section,Later,,,,,,,,,,,,',
      'task,@waiting,,2,1,,,,,,,,,',
    );
    const items = await readText('TODOIST_CSV', text);
    expect(items).toMatchObject([
      {
        draft: {
          ...{ title: 'Buy milk', tagNames: ['shop', 'home'], priority: 'HIGH' },
          description: 'From the farm\n\nMail ada@example.com about it',
        },
        parentSource: null,
      },
      { draft: { title: 'Oat milk', priority: 'NONE' } },
      { draft: { title: 'Deeper', priority: 'LOW' } },
      { draft: { title: '@waiting', tagNames: ['Later'], priority: 'MEDIUM' }, parentSource: null },
    ]);
    const sources = items.map((item) => (item.kind === 'task' ? item.source : ''));
    expect(items.map((item) => item.kind === 'task' && item.parentSource)).toEqual([
      null,
      sources[0],
      sources[1],
      null,
    ]);
  });

  it.each([
    ['every! monday at 9am', { rule: 'FREQ=WEEKLY;BYDAY=MO', mode: 'COMPLETION' }, '2026-11-23', '09:00:00'],
    ['every day', { rule: 'FREQ=DAILY', mode: 'SCHEDULE' }, '2026-11-21', null],
    ['every 3 months', { rule: 'FREQ=MONTHLY;INTERVAL=3', mode: 'SCHEDULE' }, '2026-11-21', null],
    ['2026-12-24', null, '2026-12-24', null],
    ['24 Dec 2026 18:00', null, '2026-12-24', '18:00:00'],
  ])('reads its dates: %s', async (date, recurrence, day, time) => {
    const task = await readOne('TODOIST_CSV', todoist(`task,x,,4,1,,,${date},en,Europe/Paris,,,,`));
    expect(task).toMatchObject({ due: { date: day, time, floating: true }, warnings: [] });
    if (recurrence) expect(task.recurrence).toMatchObject(recurrence);
    else expect(task.recurrence).toBeNull();
  });

  it('loses no date: what is not understood stands in the description, and the user is told', async () => {
    const task = await readOne('TODOIST_CSV', todoist('task,x,More,4,1,,,jeden Montag,de,Europe/Paris,,,,'));
    expect(task).toMatchObject({ due: null, draft: { description: 'More\n\nDate: jeden Montag' } });
    expect(task.warnings).toEqual(['the date "jeden Montag" was not understood; it stands in the description']);
    const deadline = await readOne('TODOIST_CSV', todoist('task,x,,4,1,,,,en,,,,2026-12-31,en'));
    expect(deadline.due).toMatchObject({ date: '2026-12-31' });
  });

  it.each([
    ['CONTENT,PRIORITY\nx,1', 'Line 1: Expected a line with the column names TYPE and CONTENT'],
    [todoist('task,x,,9,1,,,,,,,,,'), 'Line 2: PRIORITY: Expected 1 (highest) to 4, got "9".'],
    [todoist('project,x,,1,1,,,,,,,,,'), 'Line 2: TYPE: Expected task, section, note or nothing, got "project".'],
    [todoist('task,,,1,1,,,,,,,,,'), 'Line 2: title: Expected some text'],
  ])('says by line what is wrong: case %#', async (text, expected) => {
    expect((await faultsOf('TODOIST_CSV', text))[0]).toContain(expected);
  });
});
