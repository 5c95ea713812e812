import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput, type Refusal } from './bad-input.ts';
import { codes } from './codes.ts';

/* What is refused of changes and of questions. Other users' ids are isolation.pg.test.ts. */

let bad: BadInput;
beforeAll(async () => {
  bad = await BadInput.start();
}, 60_000);
afterAll(() => bad[Symbol.asyncDispose](), 30_000);

const updateTask = 'mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { eventId } }';
const addReminder =
  'mutation ($id: ID!, $reminder: ReminderInput!) { addReminder(taskId: $id, reminder: $reminder) { id } }';
const snooze =
  'mutation ($id: ID!, $for: Duration, $until: DateTime) { snoozeReminder(id: $id, for: $for, until: $until) { id } }';
const completeTasks = 'mutation ($ids: [ID!]!) { completeTasks(ids: $ids) { tasks { id } } }';

describe('a change is refused', () => {
  const cases: [string, string, () => object, Refusal][] = [
    [
      'that makes a cycle of subtasks',
      updateTask,
      () => ({ id: bad.own.task, input: { parentId: bad.own.subtask, title: 'Other' } }),
      { code: 'BAD_USER_INPUT', argument: 'input.parentId', message: /Choose another parent/ },
    ],
    [
      'that makes a task its own subtask',
      updateTask,
      () => ({ id: bad.own.task, input: { parentId: bad.own.task } }),
      { code: 'BAD_USER_INPUT', argument: 'input.parentId', message: /Choose another parent/ },
    ],
    [
      'that takes the title away',
      updateTask,
      () => ({ id: bad.own.task, input: { title: null } }),
      { code: 'BAD_USER_INPUT', argument: 'input.title', message: /always has a title/ },
    ],
    [
      'of a task that is not there',
      updateTask,
      () => ({ id: newId('task'), input: { title: 'Other' } }),
      { code: 'NOT_FOUND', argument: 'id', message: /There is no task/ },
    ],
    [
      'of a version that is no longer',
      'mutation ($id: ID!) { updateTask(id: $id, input: { title: "Other" }, expectedVersion: 99) { eventId } }',
      () => ({ id: bad.own.task }),
      { code: 'CONFLICT', argument: 'expectedVersion', message: /at version 1, not 99/ },
    ],
    [
      'of 101 tasks',
      completeTasks,
      () => ({ ids: Array.from({ length: 101 }, () => bad.own.task) }),
      { code: 'BAD_USER_INPUT', argument: 'ids', message: /1 to 100 tasks, got 101/ },
    ],
    [
      'of no tasks',
      completeTasks,
      () => ({ ids: [] }),
      { code: 'BAD_USER_INPUT', argument: 'ids', message: /1 to 100 tasks, got 0/ },
    ],
    [
      'of tasks of which one is not there',
      completeTasks,
      () => ({ ids: [bad.own.task, bad.own.subtask, newId('task')] }),
      { code: 'NOT_FOUND', argument: 'ids.2', message: /There is no task/ },
    ],
    [
      'to a name that another tag has',
      'mutation { createTag(input: { name: "HOME" }) { eventId } }',
      () => ({}),
      { code: 'CONFLICT', argument: 'input.name', message: /named HOME already/ },
    ],
    [
      'to a colour that is none',
      'mutation ($id: ID!) { updateTag(id: $id, input: { name: "Other", color: "red" }) { eventId } }',
      () => ({ id: bad.own.tag }),
      { code: 'BAD_USER_INPUT', argument: 'input.color', message: /#4c6ef5/ },
    ],
    [
      'to a zone that is none',
      'mutation { updateProfile(input: { name: "Other", timeZone: "Mars/X" }) { id } }',
      () => ({}),
      { code: 'BAD_USER_INPUT', argument: 'input.timeZone', message: /Europe\/Paris/ },
    ],
    [
      'to a time before the task',
      'mutation ($id: ID!) { revertTask(id: $id, to: "2020-01-01T00:00:00.000Z") { eventId } }',
      () => ({ id: bad.own.task }),
      { code: 'BAD_USER_INPUT', argument: 'to', message: /since the task's creation/ },
    ],
    [
      'that skips what does not repeat',
      'mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId } }',
      () => ({ id: bad.own.task }),
      { code: 'BAD_USER_INPUT', argument: 'taskId', message: /does not repeat/ },
    ],
    [
      'that adds a reminder in the past',
      addReminder,
      () => ({ id: bad.own.task, reminder: { at: '2020-01-01T00:00:00.000Z' } }),
      { code: 'BAD_USER_INPUT', argument: 'reminder.at', message: /still ahead/ },
    ],
    [
      'that adds a reminder before a due that is not there',
      addReminder,
      () => ({ id: bad.own.subtask, reminder: { before: 'PT1H' } }),
      { code: 'BAD_USER_INPUT', argument: 'reminder.before', message: /no due time/ },
    ],
    [
      'that snoozes for no time',
      snooze,
      () => ({ id: bad.own.reminder }),
      { code: 'BAD_USER_INPUT', argument: 'for', message: /exactly one of/ },
    ],
    [
      'that snoozes into the past',
      snooze,
      () => ({ id: bad.own.reminder, until: '2020-01-01T00:00:00.000Z' }),
      { code: 'BAD_USER_INPUT', argument: 'until', message: /ahead/ },
    ],
    [
      'that removes the account under another address',
      'mutation { deleteAccount(confirmEmail: "other@example.com") }',
      () => ({}),
      { code: 'BAD_USER_INPUT', argument: 'confirmEmail', message: /your account's own/ },
    ],
    [
      'by a saved filter that cannot be understood',
      'mutation { saveFilter(name: "New", query: "milk status:nonsense") { id } }',
      () => ({}),
      { code: 'INVALID_FILTER', argument: 'query', message: /one of open, in_progress/, position: 12 },
    ],
  ];
  it.each(cases)('%s', (_, query, variables, refusal) => bad.expectRefusal(query, variables(), refusal));

  it.each([
    ...[
      'http://127.0.0.1/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::ffff:127.0.0.1]/',
    ],
    ...['https://0.0.0.0/', 'https://169.254.169.254/', 'https://[64:ff9b::7f00:1]/', 'https://10.0.0.1/'],
    ...['https://172.16.0.1/', 'https://192.168.0.1/', 'https://[fc00::1]/', 'https://localhost/'],
  ])('that would push to %s', async (endpoint) => {
    const error = await bad.user.error(
      'mutation ($endpoint: String!) { registerPushSubscription(endpoint: $endpoint, p256dh: "x", auth: "x") }',
      { endpoint },
    );
    expect(error.extensions).toMatchObject({ code: 'WEBHOOK_URL_FORBIDDEN', argument: 'endpoint' });
    bad.seen.add(error.extensions.code);
  });
});

describe('a question is refused', () => {
  it.each<[string, string, Refusal]>([
    [
      'for a page of a million',
      '{ tasks(first: 1000000) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'first', message: /1 to 100/ },
    ],
    [
      'for a page of none',
      '{ tags(last: 0) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'last', message: /1 to 100/ },
    ],
    [
      'from both ends',
      '{ activity(first: 1, last: 1) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'last', message: /not both/ },
    ],
    [
      'after a cursor that is none',
      '{ notifications(after: "x") { totalCount } }',
      { code: 'CURSOR_INVALID', argument: 'after', message: /not a cursor/ },
    ],
    [
      'by an unknown key',
      '{ tasks(query: "milk colour:red") { totalCount } }',
      { code: 'INVALID_FILTER', argument: 'query', message: /Expected a key/, position: 5 },
    ],
    [
      'by an unknown value',
      '{ tasks(query: "(status:nonsense)") { totalCount } }',
      { code: 'INVALID_FILTER', argument: 'query', message: /open, in_progress/, position: 8 },
    ],
    [
      'by a bracket that stays open',
      '{ tasks(query: "a (b") { totalCount } }',
      { code: 'INVALID_FILTER', argument: 'query', message: /closed/, position: 2 },
    ],
    [
      'by a status that is none',
      '{ tasks(filter: { or: [{ status: [LATE] }] }) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'filter.or.0.status.0', message: /LATE/ },
    ],
    [
      'by an instant that is none',
      '{ tasks(filter: { createdAt: { from: "today" } }) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'filter.createdAt.from', message: /today/ },
    ],
    [
      'for days in the wrong order',
      '{ taskStatistics(from: "2026-02-02", to: "2026-02-01") { overdue } }',
      { code: 'BAD_USER_INPUT', argument: 'to', message: /on or after/ },
    ],
    [
      'for a page that costs too much',
      `{ ${Array.from({ length: 9 }, (_, i) => `a${i}: tasks(first: 100) { nodes { subtasks { subtasks { reminders { id } } } } }`).join(' ')} }`,
      { code: 'COST_LIMIT_EXCEEDED', message: /at most \d+ points/ },
    ],
  ])('%s', (_, query, refusal) => bad.expectRefusal(query, {}, refusal));
});

it('shows these codes', () => {
  expect([...bad.seen].toSorted()).toEqual(codes.operations);
});
