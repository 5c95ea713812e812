import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, eventually, type Json } from './client.ts';
import { RondoProcess } from './rondo-process.ts';

/* Import, export and calendar feeds as their users meet them: over HTTP, on `npm start`'s process. */

let rondo: RondoProcess;
beforeAll(async () => {
  // Each user comes from an address of their own: ten sign-ups a minute are what one may make.
  rondo = await RondoProcess.start({ TRUSTED_PROXIES: '127.0.0.1,::1' });
});
afterAll(() => rondo?.[Symbol.asyncDispose]());

let addresses = 0;

async function signUp(): Promise<ApiClient> {
  addresses += 1;
  const response = await fetch(`${rondo.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${addresses}` },
    body: JSON.stringify({
      name: 'Ada',
      email: `${crypto.randomUUID()}@example.com`,
      password: 'correct horse battery',
    }),
  });
  const user = new ApiClient(rondo.url, ((await response.json()) as { token: string }).token);
  await user.data('mutation { updateProfile(input: { timeZone: "Europe/Paris" }) { id } }');
  return user;
}

/** For what follows by events, on a machine that has other things to do. */
const patience = 25_000;

const jobQuery = 'query ($id: ID!) { node(id: $id) { ... on ImportJob { id total done failed finished errors } } }';

function finished(user: ApiClient, id: string): Promise<Json> {
  return eventually(
    async () => (await user.data(jobQuery, { id })).node,
    (job) => job.finished,
    60_000,
  );
}

async function importText(user: ApiClient, format: string, content: string): Promise<Json> {
  const { importTasks } = await user.data(
    'mutation ($format: String!, $content: String!) { importTasks(format: $format, content: $content) { id } }',
    { format, content },
  );
  return finished(user, importTasks.id);
}

function ask(user: ApiClient | null, path: string, options: RequestInit = {}): Promise<Response> {
  const headers = { ...(user ? { authorization: `Bearer ${user.token}` } : {}), ...options.headers };
  return fetch(`${rondo.url}${path}`, { ...options, headers });
}

async function exportAs(user: ApiClient, format: string): Promise<string> {
  const response = await ask(user, `/export?format=${format}`);
  expect(response.status).toBe(200);
  return response.text();
}

/** A user with something of everything. */
async function userWithEverything(): Promise<ApiClient> {
  const user = await signUp();
  const create = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id series { id } } } }';
  const make = async (input: object) => (await user.data(create, { input })).createTask.task;
  await user.data('mutation { createTag(input: { name: "Home, sweet", color: "#123456" }) { tag { id } } }');
  const plants = await make({
    title: 'Water the plants 🌱',
    description: 'one\ntwo, "three"; \\n four',
    priority: 'HIGH',
    due: { date: '2099-03-28', time: '02:30:00', timeZone: 'Europe/Paris' },
    tagNames: ['home, sweet', 'garden'],
    recurrence: { rule: 'FREQ=DAILY;COUNT=10', missed: 'KEEP' },
    reminders: [
      { before: 'PT15M', channels: ['IN_APP'] },
      { at: '2099-01-01T00:00:00.000Z', channels: ['EMAIL'] },
    ],
  });
  const parent = await make({ title: '=HYPERLINK("http://evil.example")', due: { date: '2099-05-01' } });
  await make({ title: 'مرحبا', parentId: parent.id });
  const done = await make({ title: 'Done', tagNames: ['garden'] });
  await user.data('mutation ($id: ID!) { updateTask(id: $id, input: { title: "Done, renamed" }) { eventId } }', done);
  await user.data('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', done);
  const gone = await make({ title: 'Gone' });
  await user.data('mutation ($id: ID!) { deleteTask(id: $id) { eventId } }', gone);
  await user.data('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', plants);
  const next: Json = await eventually(
    async () => (await user.data('{ tasks(query: "plants status:open") { nodes { id } } }')).tasks.nodes[0],
    Boolean,
    patience,
  );
  await user.data('mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId } }', next);
  await user.data('mutation { saveFilter(name: "Soon", query: "due<7d #garden") { id } }');
  await eventually(
    async () =>
      (
        await user.data(
          '{ tasks(query: "plants status:open") { nodes { occurrenceKey reminders { id } series { upcoming(first: 1) { key } } } } }',
        )
      ).tasks.nodes,
    // The series knows of the occurrence a moment after the task is there.
    ([node]) => node?.reminders.length === 1 && node.series.upcoming[0]?.key === node.occurrenceKey,
    patience,
  );
  return user;
}

/** What an export says, with each id told by what it names; what an import can't keep is left out. */
function comparable(text: string): Json {
  const document = JSON.parse(text);
  const names = new Map<string, string>();
  for (const tag of document.tags) names.set(tag.id, `tag ${tag.name}`);
  for (const task of document.tasks) names.set(task.id, `task ${task.title} ${task.occurrenceKey}`);
  for (const series of document.series) names.set(series.id, `series ${series.rule}`);
  const named = (value: Json): Json => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(named);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, named(each)]));
  };
  const byId = (list: Json[]) => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const tasks = document.tasks.map((task: Json) => ({
    ...task,
    reminders: byId(task.reminders.map(({ id: _, ...reminder }: Json) => reminder)),
  }));
  return {
    tags: byId(named(document.tags)),
    filters: document.savedFilters.map(({ id: _, ...filter }: Json) => filter),
    series: byId(named(document.series)),
    tasks: byId(named(tasks)),
  };
}

describe('our own format', { timeout: 90_000 }, () => {
  it('takes everything to another account, whose export says the same, and makes nothing twice', async () => {
    const from = await userWithEverything();
    const text = await exportAs(from, 'json');
    const document = JSON.parse(text);
    expect(document).toMatchObject({ format: 'rondo', version: 1, timeZone: 'Europe/Paris' });
    expect(document.activity.length).toBeGreaterThan(10);
    expect(document.tasks).toHaveLength(7);

    const to = await signUp();
    expect(await importText(to, 'JSON', text)).toMatchObject({ total: 7, done: 7, failed: 0, errors: [] });
    const wanted = comparable(text);
    const again = await eventually(
      async () => comparable(await exportAs(to, 'json')),
      (got) => JSON.stringify(got.tasks) === JSON.stringify(wanted.tasks),
      patience,
    ).catch(async () => comparable(await exportAs(to, 'json')));
    expect(again).toEqual(wanted);

    for (const user of [from, to]) {
      const before = await exportAs(user, 'json');
      expect(await importText(user, 'JSON', text)).toMatchObject({ done: 7, failed: 0 });
      expect(comparable(await exportAs(user, 'json'))).toEqual(comparable(before));
    }
  });

  it('lets an imported series go on, and says in the history that it was imported', async () => {
    const from = await userWithEverything();
    const to = await signUp();
    await importText(to, 'JSON', await exportAs(from, 'json'));
    const open = async () =>
      (await to.data('{ tasks(query: "plants status:open") { nodes { id occurrenceKey reminders { before } } } }'))
        .tasks.nodes;
    const [current] = await open();
    expect(current.occurrenceKey).toBe('2099-03-30T02:30:00');
    await to.data('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', current);
    const [next] = await eventually(open, (nodes) => nodes[0]?.reminders.length === 1, patience);
    expect(next).toMatchObject({ occurrenceKey: '2099-03-31T02:30:00', reminders: [{ before: 'PT15M' }] });
    const { activity } = await eventually(
      () => to.data('{ activity(filter: { types: ["task.created.v1"] }, first: 100) { nodes { actor { kind } } } }'),
      ({ activity: { nodes } }) => nodes.length === 8,
      patience,
    );
    expect(activity.nodes.map(({ actor }: Json) => actor.kind).toSorted()).toEqual([
      ...Array.from({ length: 7 }, () => 'IMPORT'),
      'RECURRENCE',
    ]);
  });
});

describe('CSV', { timeout: 90_000 }, () => {
  it('escapes what a spreadsheet would take for a formula, and takes it back', async () => {
    const from = await userWithEverything();
    const csv = await exportAs(from, 'csv');
    expect(csv).toContain('"\'=HYPERLINK(""http://evil.example"")"');
    const bytes = new Uint8Array(await (await ask(from, '/export?format=csv')).arrayBuffer());
    expect([...bytes.subarray(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64]);
    const to = await signUp();
    expect(await importText(to, 'CSV', csv)).toMatchObject({ total: 6, done: 6, failed: 0 });
    const titles = async (user: ApiClient) =>
      (await user.data('{ tasks(first: 100) { nodes { title description tags { name } } } }')).tasks.nodes;
    expect(await titles(to)).toEqual(await titles(from));
  });

  it("is written as Todoist's template, which imports again", async () => {
    const from = await userWithEverything();
    const csv = await exportAs(from, 'todoist_csv');
    expect(csv).toContain('TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\r\n');
    expect(csv).toContain('task,مرحبا,,4,2,');
    const to = await signUp();
    expect(await importText(to, 'TODOIST_CSV', csv)).toMatchObject({ failed: 0, done: 3 });
  });
});

describe('an upload', () => {
  it('takes a file larger than a request of the graph, tells how it goes on, and survives kill -9', async () => {
    const user = await signUp();
    const count = 2_500;
    const rows = Array.from({ length: count }, (_, index) => `Task ${index},${'x'.repeat(1_000)},2099-01-01`);
    const body = ['title,description,due', ...rows].join('\n');
    expect(body.length).toBeGreaterThan(2 * 1_024 * 1_024);
    const response = await ask(user, '/import?format=csv', { method: 'POST', body });
    expect(response.status).toBe(202);
    const { job } = (await response.json()) as Json;
    await using progress = user.subscribe(
      'subscription ($id: ID!) { importProgress(id: $id) { id total done finished } }',
      { id: job.id },
    );
    await progress.event(({ done }) => done > 0, 60_000);
    await rondo.end('SIGKILL');
    await rondo.start();
    expect(await finished(user, job.id)).toMatchObject({ total: count, done: count, failed: 0, finished: true });
    const { tasks } = await user.data('{ tasks { totalCount } }');
    expect(tasks.totalCount).toBe(count);
    const { importTasks } = await user.data(
      'mutation ($content: String!) { importTasks(format: "CSV", content: $content) { id } }',
      { content: body.slice(0, 100_000).replace(/\n[^\n]*$/, '') },
    );
    expect((await finished(user, importTasks.id)).failed).toBe(0);
    expect((await user.data('{ tasks { totalCount } }')).tasks.totalCount).toBe(count);
  }, 180_000);

  it('is refused without a session, without the scope, without a format and without content', async () => {
    const user = await signUp();
    const code = async (response: Promise<Response>) => {
      const { status, body } = await response.then(async (got) => ({
        status: got.status,
        body: (await got.json()) as Json,
      }));
      return [status, body.errors[0].extensions.code];
    };
    expect(await code(ask(null, '/export?format=json'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await code(ask(null, '/import?format=csv', { method: 'POST', body: 'title' }))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    expect(await code(ask(user, '/export?format=xls'))).toEqual([400, 'BAD_USER_INPUT']);
    expect(await code(ask(user, '/import?format=csv', { method: 'POST', body: '' }))).toEqual([400, 'BAD_USER_INPUT']);
    const made = await user.data(
      'mutation { createApiToken(input: { name: "n", scopes: [NOTIFICATIONS_READ] }) { secret } }',
    );
    const narrow = new ApiClient(rondo.url, made.createApiToken.secret);
    expect(await code(ask(narrow, '/export?format=json'))).toEqual([403, 'FORBIDDEN']);
    expect(await code(ask(narrow, '/import?format=csv', { method: 'POST', body: 'title\nx' }))).toEqual([
      403,
      'FORBIDDEN',
    ]);
    expect(await code(ask(narrow, '/calendar-feeds', { method: 'POST' }))).toEqual([403, 'FORBIDDEN']);
    expect(
      await code(
        ask(user, '/import?format=csv', {
          method: 'POST',
          body: 'title\nx',
          headers: { origin: 'https://evil.example' },
        }),
      ),
    ).toEqual([403, 'FORBIDDEN']);
  });

  it("shows nobody another user's import", async () => {
    const [user, other] = await Promise.all([signUp(), signUp()]);
    const job = await importText(user, 'CSV', 'title\nMine');
    expect((await other.data(jobQuery, { id: job.id })).node).toBeNull();
  });
});

describe('a calendar feed', { timeout: 90_000 }, () => {
  const feed = async (user: ApiClient, input: object): Promise<Json> => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
    const response = await ask(user, '/calendar-feeds', options);
    expect(response.status).toBe(201);
    return response.json();
  };

  it('is what ical.js reads: times in their zones, RRULE, EXDATE and alarms', async () => {
    const user = await userWithEverything();
    const { url } = await feed(user, {});
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const text = await response.text();
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const calendar = new ICAL.Component(ICAL.parse(text));
    const todos = calendar.getAllSubcomponents('vtodo');
    const summaries = todos.map((todo) => todo.getFirstPropertyValue('summary'));
    expect(summaries).toEqual(expect.arrayContaining(['=HYPERLINK("http://evil.example")', 'مرحبا', 'Done, renamed']));
    expect(summaries).not.toContain('Gone');
    const plants = todos.find((todo) => todo.hasProperty('rrule'));
    expect(plants?.getFirstPropertyValue('summary')).toBe('Water the plants 🌱');
    expect(plants?.getFirstPropertyValue('description')).toBe('one\ntwo, "three"; \\n four');
    expect(String(plants?.getFirstPropertyValue('rrule'))).toBe('FREQ=DAILY;COUNT=8');
    const start = plants?.getFirstPropertyValue('dtstart');
    const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone') ?? new ICAL.Component('vtimezone'));
    if (!(start instanceof ICAL.Time)) throw new Error('There is no start.');
    const zoned = start.clone();
    zoned.zone = zone;
    // 2099-03-30 02:30 in Paris, the day after the clocks went forward.
    expect(new Date(zoned.toUnixTime() * 1_000).toISOString()).toBe('2099-03-30T00:30:00.000Z');
    expect(plants?.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger')?.toString()).toBe('-PT15M');

    const known = await fetch(url, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);
    await user.data('mutation { createTask(input: { title: "New" }) { eventId } }');
    const changed = await fetch(url, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(changed.status).toBe(200);
    expect(await changed.text()).toContain('SUMMARY:New');
  });

  it('imports again as what it was', async () => {
    const user = await userWithEverything();
    const text = await exportAs(user, 'ics');
    const to = await signUp();
    expect(await importText(to, 'ICS', text)).toMatchObject({ failed: 0, errors: [] });
    const fields =
      '{ tasks(query: "status:open") { nodes { title due { date time timeZone floating } series { rule } parent { title } } } }';
    const [got, wanted] = [await to.data(fields), await user.data(fields)];
    const named = (tasks: Json) => new Map<string, Json>(tasks.nodes.map((task: Json) => [task.title, task]));
    const series = { rule: 'FREQ=DAILY;COUNT=8' };
    const expected = named(wanted.tasks);
    for (const [title, task] of expected) if (task.series) expected.set(title, { ...task, series });
    expect(named(got.tasks)).toEqual(expected);
  });

  it('narrows to a saved filter, shows events, and ends with its secret', async () => {
    const user = await signUp();
    await user.data(
      'mutation { createTask(input: { title: "In\\r\\nBEGIN:VEVENT", due: { date: "2099-01-01" }, tagNames: ["a"] }) { eventId } }',
    );
    await user.data('mutation { createTask(input: { title: "Out", due: { date: "2099-01-01" } }) { eventId } }');
    const { saveFilter } = await user.data('mutation { saveFilter(name: "A", query: "#a") { id } }');
    const made = await feed(user, { filterId: saveFilter.id, component: 'VEVENT' });
    const text = await eventually(
      async () => (await fetch(made.url)).text(),
      (body) => body.includes('BEGIN:VEVENT'),
      patience,
    );
    expect(text).toContain('DTSTART;VALUE=DATE:20990101\r\n');
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
    expect(text).not.toContain('Out');

    const listed = (await (await ask(user, '/calendar-feeds')).json()) as Json;
    expect(listed.feeds).toMatchObject([{ id: made.feed.id, filterId: saveFilter.id, component: 'VEVENT' }]);
    expect(JSON.stringify(listed)).not.toContain(made.url.split('/').at(-1).slice(0, 20));
    const renewed = (await (
      await ask(user, `/calendar-feeds/${made.feed.id}/renew`, { method: 'POST' })
    ).json()) as Json;
    expect((await fetch(made.url)).status).toBe(404);
    expect((await fetch(renewed.url)).status).toBe(200);
    expect((await ask(user, `/calendar-feeds/${made.feed.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(renewed.url)).status).toBe(404);
  });

  it("is nobody else's: neither to list, renew or delete, nor to make of another user's filter", async () => {
    const [user, other] = await Promise.all([signUp(), signUp()]);
    const made = await feed(user, {});
    expect(((await (await ask(other, '/calendar-feeds')).json()) as Json).feeds).toEqual([]);
    expect((await ask(other, `/calendar-feeds/${made.feed.id}/renew`, { method: 'POST' })).status).toBe(404);
    expect((await ask(other, `/calendar-feeds/${made.feed.id}`, { method: 'DELETE' })).status).toBe(404);
    const { saveFilter } = await user.data('mutation { saveFilter(name: "A", query: "#a") { id } }');
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const theirs = await ask(other, '/calendar-feeds', {
      ...options,
      body: JSON.stringify({ filterId: saveFilter.id }),
    });
    expect(theirs.status).toBe(404);
    expect((await ask(other, '/calendar-feeds', { ...options, body: '{"component":"VJOURNAL"}' })).status).toBe(400);
    expect((await fetch(`${rondo.url}/calendar/${'A'.repeat(43)}.ics`)).status).toBe(404);
    expect((await fetch(`${rondo.url}/calendar/%00.ics`)).status).toBe(404);
  });
});
