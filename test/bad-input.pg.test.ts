import { ErrorCode } from '@rondo/schema/errors.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, type ApiError } from './client.ts';
import { everything } from './everything.ts';
import { RondoProcess } from './rondo-process.ts';

/*
 * What Rondo refuses, through the gateway, as in production: a code, the argument to blame, what was expected; and nothing has
 * changed. Other users' ids are isolation.pg.test.ts.
 */

let rondo: RondoProcess;
let user: ApiClient;
/** Of the user: a task with a due, its subtask, a repeating one, a tag, a reminder. */
let own: { task: string; subtask: string; repeating: string; tag: string; reminder: string };
const seen = new Set<string>();

beforeAll(async () => {
  rondo = await RondoProcess.start({ NODE_ENV: 'production' });
  user = await ApiClient.signUp(rondo.url, { timeZone: 'Europe/Paris' });
  const create = async (input: object) =>
    (
      await user.data('mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id tags { id } } } }', {
        input,
      })
    ).createTask.task;
  const task = await create({ title: 'Task', due: { date: '2027-01-04' }, tagNames: ['home'] });
  const subtask = await create({ title: 'Subtask', parentId: task.id });
  const repeating = await create({ title: 'Again', due: { date: '2027-01-04' }, recurrence: { rule: 'FREQ=DAILY' } });
  const { addReminder } = await user.data(
    'mutation ($id: ID!) { addReminder(taskId: $id, reminder: { before: "PT15M" }) { id } }',
    { id: task.id },
  );
  own = { task: task.id, subtask: subtask.id, repeating: repeating.id, tag: task.tags[0].id, reminder: addReminder.id };
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);

interface Refusal {
  code: keyof typeof ErrorCode;
  argument?: string;
  message: RegExp;
  position?: number;
}

async function expectRefusal(query: string, variables: object, { code, argument, message, position }: Refusal) {
  const before = await user.data(everything);
  const error = await user.error(query, variables);
  expect(error.extensions.code).toBe(code);
  expect(error.extensions.argument).toBe(argument);
  if (position !== undefined) expect(error.extensions.position).toBe(position);
  expect(error.message).toMatch(message);
  expect(await user.data(everything)).toEqual(before);
  seen.add(code);
}

/** Milliseconds of the quickest of ten calls: other processes may take their time in between, this one may not. */
async function quickest(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  while (times.length < 10) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

const createTask = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }';
const updateTask = 'mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { eventId } }';
const addReminder =
  'mutation ($id: ID!, $reminder: ReminderInput!) { addReminder(taskId: $id, reminder: $reminder) { id } }';
const snooze =
  'mutation ($id: ID!, $for: Duration, $until: DateTime) { snoozeReminder(id: $id, for: $for, until: $until) { id } }';
const completeTasks = 'mutation ($ids: [ID!]!) { completeTasks(ids: $ids) { tasks { id } } }';

describe('a task is refused', () => {
  const bad = (code: Refusal['code'], argument: string, message: RegExp): Refusal => ({ code, argument, message });
  it.each<[string, object, Refusal]>([
    ['without a title', {}, bad('BAD_USER_INPUT', 'input', /title.*required/s)],
    ['with an empty title', { title: '' }, bad('BAD_USER_INPUT', 'input.title', /Expected some text/)],
    ['with a blank title', { title: ' \t\u200b' }, bad('BAD_USER_INPUT', 'input.title', /Expected some text/)],
    ['with a title of 100 kB', { title: 'x'.repeat(100_000) }, bad('BAD_USER_INPUT', 'input.title', /at most 500/)],
    ['with a NUL', { title: 'a\0b' }, bad('BAD_USER_INPUT', 'input.title', /NUL/)],
    ['with a lone surrogate', { title: 'a\ud800' }, bad('BAD_USER_INPUT', 'input.title', /surrogate/)],
    ['with a NUL in a tag', { tagNames: ['a\0'] }, bad('BAD_USER_INPUT', 'input.tagNames.0', /NUL/)],
    ['with a NUL in its description', { description: '\0' }, bad('BAD_USER_INPUT', 'input.description', /NUL/)],
    [
      'in a zone that is none',
      due({ time: '09:00:00', timeZone: 'Mars/X' }),
      bad('BAD_USER_INPUT', 'input.due.timeZone', /Europe\/Paris/),
    ],
    [
      'on a date that does not exist',
      due({ date: '2027-02-30' }),
      bad('BAD_USER_INPUT', 'input.due.date', /2027-02-30/),
    ],
    ['on a date out of range', due({ date: '0001-01-01' }), bad('BAD_USER_INPUT', 'input.due.date', /1970-01-01 to/)],
    ['at a time that does not exist', due({ time: '25:00:00' }), bad('BAD_USER_INPUT', 'input.due.time', /25:00:00/)],
    ['of a priority that is none', { priority: 'URGENT' }, bad('BAD_USER_INPUT', 'input.priority', /URGENT.*Priority/)],
    ['with a field that is none', { colour: 'red' }, bad('BAD_USER_INPUT', 'input', /colour/)],
    ['with an id of another kind', { id: newId('tag') }, bad('BAD_USER_INPUT', 'input.id', /task_/)],
    [
      'under a tag that is not there',
      { tagIds: [newId('tag')] },
      bad('NOT_FOUND', 'input.tagIds.0', /There is no tag/),
    ],
    [
      'under a parent that is not there',
      { parentId: newId('task') },
      bad('NOT_FOUND', 'input.parentId', /There is no task/),
    ],
    [
      'with a reminder in the past',
      remind({ at: '2020-01-01T00:00:00.000Z' }),
      bad('BAD_USER_INPUT', 'input.reminders.0.at', /past.*still ahead/),
    ],
    [
      'with a reminder before no due',
      remind({ before: 'PT1H' }),
      bad('BAD_USER_INPUT', 'input.reminders.0.before', /no due time/),
    ],
    [
      'with a reminder at no time',
      remind({}),
      bad('BAD_USER_INPUT', 'input.reminders.0', /exactly one of `at` and `before`/),
    ],
    [
      'with a reminder by no channel',
      remind({ before: 'PT1H', channels: ['PIGEON'] }),
      bad('BAD_USER_INPUT', 'input.reminders.0.channels.0', /PIGEON/),
    ],
    [
      'with a duration that is none',
      remind({ before: '1 hour' }),
      bad('BAD_USER_INPUT', 'input.reminders.0.before', /PT15M/),
    ],
    [
      'with a mode that is none',
      { recurrence: { rule: 'FREQ=DAILY', mode: 'X' } },
      bad('BAD_USER_INPUT', 'input.recurrence.mode', /RecurrenceMode/),
    ],
  ])('%s', async (_, input, refusal) => {
    const title = 'title' in input || _ === 'without a title' ? {} : { title: 'New' };
    await expectRefusal(createTask, { input: { tagNames: ['new'], ...title, ...input } }, refusal);
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
    await expectRefusal(createTask, { input }, refusal('input.recurrence.rule'));
    const set =
      'mutation ($id: ID!, $rule: String!) { setRecurrence(taskId: $id, recurrence: { rule: $rule }) { eventId } }';
    await expectRefusal(set, { id: own.task, rule }, refusal('recurrence.rule'));
    const preview = /* GraphQL */ `
      query ($rule: String!) { previewRecurrence(rule: $rule, start: "2027-01-04T09:00:00", timeZone: "UTC") { summary } }
    `;
    await expectRefusal(preview, { rule }, refusal('rule'));
    expect(await quickest(() => user.error(preview, { rule }))).toBeLessThan(50);
  });
});

describe('a change is refused', () => {
  const cases: [string, string, () => object, Refusal][] = [
    [
      'that makes a cycle of subtasks',
      updateTask,
      () => ({ id: own.task, input: { parentId: own.subtask, title: 'Other' } }),
      { code: 'BAD_USER_INPUT', argument: 'input.parentId', message: /Choose another parent/ },
    ],
    [
      'that makes a task its own subtask',
      updateTask,
      () => ({ id: own.task, input: { parentId: own.task } }),
      { code: 'BAD_USER_INPUT', argument: 'input.parentId', message: /Choose another parent/ },
    ],
    [
      'that takes the title away',
      updateTask,
      () => ({ id: own.task, input: { title: null } }),
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
      () => ({ id: own.task }),
      { code: 'CONFLICT', argument: 'expectedVersion', message: /at version 1, not 99/ },
    ],
    [
      'of 101 tasks',
      completeTasks,
      () => ({ ids: Array.from({ length: 101 }, () => own.task) }),
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
      () => ({ ids: [own.task, own.subtask, newId('task')] }),
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
      () => ({ id: own.tag }),
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
      () => ({ id: own.task }),
      { code: 'BAD_USER_INPUT', argument: 'to', message: /since the task's creation/ },
    ],
    [
      'that skips what does not repeat',
      'mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId } }',
      () => ({ id: own.task }),
      { code: 'BAD_USER_INPUT', argument: 'taskId', message: /does not repeat/ },
    ],
    [
      'that adds a reminder in the past',
      addReminder,
      () => ({ id: own.task, reminder: { at: '2020-01-01T00:00:00.000Z' } }),
      { code: 'BAD_USER_INPUT', argument: 'reminder.at', message: /still ahead/ },
    ],
    [
      'that adds a reminder before a due that is not there',
      addReminder,
      () => ({ id: own.subtask, reminder: { before: 'PT1H' } }),
      { code: 'BAD_USER_INPUT', argument: 'reminder.before', message: /no due time/ },
    ],
    [
      'that snoozes for no time',
      snooze,
      () => ({ id: own.reminder }),
      { code: 'BAD_USER_INPUT', argument: 'for', message: /exactly one of/ },
    ],
    [
      'that snoozes into the past',
      snooze,
      () => ({ id: own.reminder, until: '2020-01-01T00:00:00.000Z' }),
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
  it.each(cases)('%s', (_, query, variables, refusal) => expectRefusal(query, variables(), refusal));

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
    const error = await user.error(
      'mutation ($endpoint: String!) { registerPushSubscription(endpoint: $endpoint, p256dh: "x", auth: "x") }',
      { endpoint },
    );
    expect(error.extensions).toMatchObject({
      ...{ code: endpoint.startsWith('https:') ? 'WEBHOOK_URL_FORBIDDEN' : 'BAD_USER_INPUT', argument: 'endpoint' },
    });
    seen.add(error.extensions.code);
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
  ])('%s', (_, query, refusal) => expectRefusal(query, {}, refusal));
});

describe('a document is refused with 400', () => {
  const nested = (depth: number) => `${'parent { '.repeat(depth)}id${' }'.repeat(depth)}`;
  const doubling = Array.from(
    { length: 25 },
    (_, i) => `fragment f${i} on Task { parent { ...f${i + 1} } subtasks { ...f${i + 1} } }`,
  );
  it.each([
    ['that cannot be parsed', '{ viewer {', /Syntax Error/],
    ['that asks for what is not there', '{ viewer { nmae } }', /^Cannot query field "nmae" on type "User"\.$/],
    ['that asks what there is, in production', '{ __schema { types { name } } }', /introspection has been disabled/],
    ['that asks a subgraph', '{ _service { sdl } }', /Cannot query field "_service"/],
    [
      'that asks a subgraph for entities',
      '{ _entities(representations: []) { __typename } }',
      /Cannot query field "_entities"/,
    ],
    ['of a depth of 50', `{ task(id: "x") { ${nested(49)} } }`, /at most \d+ levels/],
    [
      'of 1 000 aliases',
      `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`,
      /at most \d+ aliases/,
    ],
    ['of 20 000 tokens', `{ viewer { ${'id '.repeat(20_000)} } }`, /tokens/],
    ['of 51 directives', `{ viewer { id ${'@include(if: true) '.repeat(51)} } }`, /at most 50 directives/],
    [
      'of fragments in a circle',
      '{ viewer { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
      /within itself/,
    ],
    [
      'of fragments that double',
      `{ task(id: "x") { ...f0 } } ${doubling.join(' ')} fragment f25 on Task { id }`,
      /at most/,
    ],
  ])('%s', async (_, query, message) => {
    expect(await quickest(() => user.request(query))).toBeLessThan(100);
    const { status, body } = await user.request(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toMatch(message);
    expect(body.errors?.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
  });
});

describe('a request is refused', () => {
  const send = async (init: RequestInit, search = '') => {
    const { headers, ...rest } = init;
    const response = await fetch(`${rondo.url}/graphql${search}`, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${user.token}`, ...headers },
      ...rest,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as { errors: ApiError[] },
    };
  };
  const viewer = '{ viewer { id } }';

  it.each<[string, number, RequestInit, string?]>([
    ['of 3 MB', 413, { body: JSON.stringify({ query: `${viewer} #${'x'.repeat(3_000_000)}` }) }],
    ['of a hundred at once', 400, { body: JSON.stringify(Array.from({ length: 100 }, () => ({ query: viewer }))) }],
    [
      'that a form of another site could send',
      400,
      { body: JSON.stringify({ query: viewer }), headers: { 'content-type': 'text/plain' } },
    ],
    ['that is no JSON', 400, { body: '{"query":' }],
    ['that asks nothing', 400, { body: '{}' }],
    ['whose variables are none', 400, { body: JSON.stringify({ query: viewer, variables: 'x' }) }],
  ])('%s', async (_, status, init) => {
    const refused = await send({ method: 'POST', ...init });
    expect(refused.status).toBe(status);
    expect(refused.body.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('that changes something over GET, whatever its headers', async () => {
    const search = `?query=${encodeURIComponent('mutation { updateProfile(input: { name: "Other" }) { id } }')}`;
    for (const headers of [{}, { 'apollo-require-preflight': '1' }, { accept: 'text/event-stream' }]) {
      const response = await fetch(`${rondo.url}/graphql${search}`, {
        headers: { authorization: `Bearer ${user.token}`, ...headers },
      });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
    }
    expect((await user.data('{ viewer { name } }')).viewer.name).toBe('Ada');
  });

  it('that names its operation by a hash that nobody has sent the text of', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    const { status, body } = await send({ method: 'POST', body: JSON.stringify({ extensions }) });
    expect(status, 'no fault: the client sends the text as well').toBe(200);
    expect(body.errors).toMatchObject([{ message: 'PersistedQueryNotFound' }]);
    expect(body.errors[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    seen.add('PERSISTED_QUERY_NOT_FOUND');
  });

  it('from a page of another site', async () => {
    const refused = await send({
      method: 'POST',
      body: JSON.stringify({ query: viewer }),
      headers: { origin: 'https://evil.example' },
    });
    expect(refused.status).toBe(403);
    expect(refused.body.errors[0]?.extensions.code).toBe('FORBIDDEN');
    seen.add('FORBIDDEN');
  });

  it.each([
    ['of nobody', null],
    ['of nobody we know', 'nonsense'],
    ['by a token that signs itself', `${btoa('{"alg":"none"}')}.${btoa('{"sub":"user_1"}')}.`],
  ])('%s', async (_, token) => {
    const { status, body } = await new ApiClient(rondo.url, token).request('{ tasks { totalCount } }');
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(body.data ?? null).toBeNull();
    seen.add('UNAUTHENTICATED');
  });

  it('once an address has asked for too much, until the time that the answer says', async () => {
    const nobody = new ApiClient(rondo.url, null);
    const query = `{ ${Array.from({ length: 99 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`;
    const { extensions } = (await nobody.request(query)).body;
    const { requested = 1, limit = 0 } = extensions?.cost ?? {};
    const answers = await Promise.all(
      Array.from({ length: Math.ceil(limit / requested) }, () => nobody.request(query)),
    );
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const { headers } = await fetch(`${rondo.url}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) },
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await user.request(query)).status, 'who is signed in has a budget of their own').toBe(200);
    seen.add('RATE_LIMITED');
  });
});

describe('text that means something to a machine', () => {
  it('is kept as it is where people may have meant it', async () => {
    const title = '<script>alert(1)</script> =HYPERLINK("x") \u202eאב 👩‍👩‍👧 __proto__';
    const { createTask: made } = await user.data(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id title } } }',
      { input: { title, description: "'; drop table tasks.task; --" } },
    );
    expect(made.task.title).toBe(title);
    expect(
      (await user.data('query ($q: String!) { tasks(query: $q) { totalCount } }', { q: '"drop table"' })).tasks,
    ).toEqual({
      totalCount: 1,
    });
  });

  it('does no harm in any argument', async () => {
    const texts = [
      '\0',
      '\ud800',
      '__proto__',
      "'",
      '%',
      '\\',
      '\u202e',
      '$x',
      '*'.repeat(100_000),
      '(('.repeat(2_000),
    ];
    const queries = [
      'query ($text: String!) { tasks(query: $text) { totalCount } }',
      'query ($text: String!) { tasks(filter: { search: $text }) { totalCount } }',
      'query ($text: String!) { tags(search: $text) { totalCount } }',
      'query ($text: String!) { tasks(after: $text) { totalCount } }',
      'query ($text: String!) { tags(before: $text) { totalCount } }',
      'query ($text: String!) { activity(filter: { types: [$text] }) { totalCount } }',
      'query ($text: String!) { parseTask(text: $text) { title } }',
      'query ($text: ID!) { node(id: $text) { id } task(id: $text) { id } tag(id: $text) { id } series(id: $text) { id } }',
      'query ($text: ID!) { tasks(filter: { seriesId: $text, parentId: $text, tags: { any: [$text] } }) { totalCount } }',
      'query ($text: ID!) { activity(filter: { subjectId: $text }) { totalCount } }',
      'mutation ($text: ID!) { deleteTask(id: $text) { id } }',
      'mutation ($text: ID!) { mergeTags(from: [$text], into: $text) { eventId } }',
      'mutation ($text: ID!) { markNotificationsRead(ids: [$text]) }',
      'mutation ($text: String!) { updateProfile(input: { locale: $text }) { id } }',
      'mutation ($text: String!) { removePushSubscription(endpoint: $text) }',
      'mutation ($text: String!) { deleteAccount(confirmEmail: $text) }',
      'mutation ($text: ID!) { quickAddTask(text: "New", id: $text) { eventId } }',
    ];
    for (const query of queries) {
      for (const text of texts) {
        const { body } = await user.request(query, { text });
        for (const error of body.errors ?? []) {
          expect(error.extensions.code, `${query} ${text.slice(0, 20)}`).not.toMatch(/^(INTERNAL|UNAVAILABLE)$/);
          expect(error.message.length).toBeLessThan(1_000);
        }
      }
    }
  });

  it('reads 1 000 characters of quick add in less than 50 ms, and no more of them', async () => {
    const texts = [
      'every '.repeat(166),
      '"'.repeat(1_000),
      '#a !high tomorrow 5pm every day '.repeat(31),
      '1'.repeat(1_000),
    ];
    for (const text of texts) {
      const parse = () => user.data('query ($text: String!) { parseTask(text: $text) { title } }', { text });
      expect(await quickest(parse)).toBeLessThan(50);
    }
    await expectRefusal(
      'mutation ($text: String!) { quickAddTask(text: $text) { eventId } }',
      { text: 'every '.repeat(17_000) },
      { code: 'BAD_USER_INPUT', argument: 'text', message: /at most 1000 characters/ },
    );
  });
});

it('knows where every code of the API has its test', () => {
  // By a test of the gateway alone: they need a log that forgets, a client that stops reading, a subgraph that is away or broken,
  // a manifest.
  const elsewhere = ['CURSOR_EXPIRED', 'SLOW_CONSUMER', 'UNAVAILABLE', 'INTERNAL', 'QUERY_NOT_IN_SAFELIST'];
  expect([...seen, ...elsewhere].toSorted()).toEqual(Object.keys(ErrorCode).toSorted());
});
