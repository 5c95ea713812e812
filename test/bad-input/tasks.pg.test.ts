import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput, quickest, type Refusal } from './bad-input.ts';
import { codes } from './codes.ts';

/* What is refused of a new task and of what repeats. Other users' ids are isolation.pg.test.ts. */

let bad: BadInput;
beforeAll(async () => {
  bad = await BadInput.start();
}, 60_000);
afterAll(() => bad[Symbol.asyncDispose](), 30_000);

const createTask = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }';

describe('a task is refused', () => {
  const refused = (code: Refusal['code'], argument: string, message: RegExp): Refusal => ({ code, argument, message });
  it.each<[string, object, Refusal]>([
    ['without a title', {}, refused('BAD_USER_INPUT', 'input', /title.*required/s)],
    ['with an empty title', { title: '' }, refused('BAD_USER_INPUT', 'input.title', /Expected some text/)],
    ['with a blank title', { title: ' \t\u200b' }, refused('BAD_USER_INPUT', 'input.title', /Expected some text/)],
    ['with a title of 100 kB', { title: 'x'.repeat(100_000) }, refused('BAD_USER_INPUT', 'input.title', /at most 500/)],
    ['with a NUL', { title: 'a\0b' }, refused('BAD_USER_INPUT', 'input.title', /NUL/)],
    ['with a lone surrogate', { title: 'a\ud800' }, refused('BAD_USER_INPUT', 'input.title', /surrogate/)],
    ['with a NUL in a tag', { tagNames: ['a\0'] }, refused('BAD_USER_INPUT', 'input.tagNames.0', /NUL/)],
    ['with a NUL in its description', { description: '\0' }, refused('BAD_USER_INPUT', 'input.description', /NUL/)],
    [
      'in a zone that is none',
      due({ time: '09:00:00', timeZone: 'Mars/X' }),
      refused('BAD_USER_INPUT', 'input.due.timeZone', /Europe\/Paris/),
    ],
    [
      'on a date that does not exist',
      due({ date: '2027-02-30' }),
      refused('BAD_USER_INPUT', 'input.due.date', /2027-02-30/),
    ],
    [
      'on a date out of range',
      due({ date: '0001-01-01' }),
      refused('BAD_USER_INPUT', 'input.due.date', /1970-01-01 to/),
    ],
    [
      'at a time that does not exist',
      due({ time: '25:00:00' }),
      refused('BAD_USER_INPUT', 'input.due.time', /25:00:00/),
    ],
    [
      'of a priority that is none',
      { priority: 'URGENT' },
      refused('BAD_USER_INPUT', 'input.priority', /URGENT.*Priority/),
    ],
    ['with a field that is none', { colour: 'red' }, refused('BAD_USER_INPUT', 'input', /colour/)],
    ['with an id of another kind', { id: newId('tag') }, refused('BAD_USER_INPUT', 'input.id', /task_/)],
    [
      'under a tag that is not there',
      { tagIds: [newId('tag')] },
      refused('NOT_FOUND', 'input.tagIds.0', /There is no tag/),
    ],
    [
      'under a parent that is not there',
      { parentId: newId('task') },
      refused('NOT_FOUND', 'input.parentId', /There is no task/),
    ],
    [
      'with a reminder in the past',
      remind({ at: '2020-01-01T00:00:00.000Z' }),
      refused('BAD_USER_INPUT', 'input.reminders.0.at', /past.*still ahead/),
    ],
    [
      'with a reminder before no due',
      remind({ before: 'PT1H' }),
      refused('BAD_USER_INPUT', 'input.reminders.0.before', /no due time/),
    ],
    [
      'with a reminder at no time',
      remind({}),
      refused('BAD_USER_INPUT', 'input.reminders.0', /exactly one of `at` and `before`/),
    ],
    [
      'with a reminder by no channel',
      remind({ before: 'PT1H', channels: ['PIGEON'] }),
      refused('BAD_USER_INPUT', 'input.reminders.0.channels.0', /PIGEON/),
    ],
    [
      'with a duration that is none',
      remind({ before: '1 hour' }),
      refused('BAD_USER_INPUT', 'input.reminders.0.before', /PT15M/),
    ],
    [
      'with a mode that is none',
      { recurrence: { rule: 'FREQ=DAILY', mode: 'X' } },
      refused('BAD_USER_INPUT', 'input.recurrence.mode', /RecurrenceMode/),
    ],
  ])('%s', async (_, input, refusal) => {
    const title = 'title' in input || _ === 'without a title' ? {} : { title: 'New' };
    await bad.expectRefusal(createTask, { input: { tagNames: ['new'], ...title, ...input } }, refusal);
  });

  function due(due: object) {
    return { due: { date: '2027-01-04', ...due } };
  }
  function remind(reminder: object) {
    return { reminders: [reminder] };
  }
});

describe('a recurrence is refused, in less than 50 ms', () => {
  it.each([
    ['every second', 'FREQ=SECONDLY', /HOURLY, DAILY/],
    ['every minute', 'FREQ=MINUTELY', /HOURLY, DAILY/],
    ['an interval of nothing', 'FREQ=DAILY;INTERVAL=0', /1 to 1000/],
    ['an interval of 10^8', 'FREQ=DAILY;INTERVAL=100000000', /1 to 1000/],
    ['10^12 times', 'FREQ=DAILY;COUNT=1000000000000', /1 to 10000/],
    ['30 February', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /occurs at some time/],
    ['a position that is never there', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=20', /occurs at some time/],
    ['an unknown part', 'FREQ=DAILY;BYMOON=1', /expected parts among FREQ/],
    ['a part twice', 'FREQ=DAILY;INTERVAL=1;INTERVAL=2', /once/],
    ['COUNT and UNTIL', 'FREQ=DAILY;COUNT=2;UNTIL=20300101', /COUNT or UNTIL/],
    ['an end before the start', 'FREQ=DAILY;UNTIL=20200101', /at or after the first occurrence/],
    ['a DTSTART', 'DTSTART:20270101T090000\nRRULE:FREQ=DAILY', /expected/],
    ['nothing', '', /expected parts among FREQ/],
    ['100 kB', `FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(50_000)}1`, /at most/],
  ])('%s', async (_, rule, message) => {
    const refusal = (argument: string): Refusal => ({ code: 'INVALID_RECURRENCE', argument, message });
    const input = { title: 'New', due: { date: '2027-01-04' }, tagNames: ['new'], recurrence: { rule } };
    await bad.expectRefusal(createTask, { input }, refusal('input.recurrence.rule'));
    const set =
      'mutation ($id: ID!, $rule: String!) { setRecurrence(taskId: $id, recurrence: { rule: $rule }) { eventId } }';
    await bad.expectRefusal(set, { id: bad.own.task, rule }, refusal('recurrence.rule'));
    const preview = /* GraphQL */ `
      query ($rule: String!) { previewRecurrence(rule: $rule, start: "2027-01-04T09:00:00", timeZone: "UTC") { summary } }
    `;
    await bad.expectRefusal(preview, { rule }, refusal('rule'));
    expect(await quickest(() => bad.user.error(preview, { rule }), 50)).toBeLessThan(50);
  });
});

it('shows these codes', () => {
  expect([...bad.seen].toSorted()).toEqual(codes.tasks);
});
