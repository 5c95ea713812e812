import { setTimeout as delay } from 'node:timers/promises';
import { startTestServices, type TestData, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { recurrence } from '@rondo/recurrence/main.ts';
import { tags } from '@rondo/tags/main.ts';
import { tasks } from '@rondo/tasks/main.ts';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/* The tasks and recurrence services together: how a series moves on. */

let services: TestServices;
let user: TestUser;
let series: TestUser;

beforeAll(async () => {
  services = await startTestServices([tasks, recurrence, tags]);
});
afterAll(() => services[Symbol.asyncDispose]());
beforeEach(() => {
  user = services.user({ timeZone: 'Europe/Paris' });
  series = services.user({ ...user.principal, service: 'recurrence' });
});

const today = () => Temporal.Now.plainDateISO('Europe/Paris');

interface Created {
  id: string;
  seriesId: string;
}

async function create(input: Record<string, unknown>): Promise<Created> {
  const { createTask } = await user.data(
    'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id series { id } } } }',
    { input: { title: 'Repeat', ...input } },
  );
  return { id: createTask.task.id, seriesId: createTask.task.series.id };
}

async function seriesOf(id: string): Promise<TestData> {
  const fields = 'rule summary ended skipped start timeZone upcoming(first: 3) { key at note }';
  return (await series.data(`query ($id: ID!) { series(id: $id) { ${fields} } }`, { id })).series;
}

/** The tasks of a series by key, oldest first. */
async function occurrences(id: string): Promise<TestData[]> {
  const { tasks: found } = await user.data(
    `query ($id: ID!) { tasks(filter: { seriesId: $id }, first: 100) { nodes { id occurrenceKey status due { date time } } } }`,
    { id },
  );
  return found.nodes.toSorted((a: TestData, b: TestData) => a.occurrenceKey.localeCompare(b.occurrenceKey));
}

const complete = (id: string) =>
  user.data('mutation ($id: ID!) { completeTask(id: $id) { eventId task { status } } }', { id });

/** The open occurrence, once its key is no longer `before`. */
async function nextAfter(seriesId: string, before: string): Promise<TestData> {
  return until(`the series moves on from ${before}`, async () => {
    const open = (await occurrences(seriesId)).find(({ status }) => status === 'OPEN');
    const upcoming = (await seriesOf(seriesId)).upcoming[0]?.key;
    return open && open.occurrenceKey !== before && upcoming === open.occurrenceKey ? open : null;
  });
}

describe('completing an occurrence', () => {
  it('early goes to the next key', async () => {
    const date = today().add({ days: 3 }).toString();
    const { id, seriesId } = await create({ due: { date, time: '09:00:00' }, recurrence: { rule: 'FREQ=DAILY' } });
    await complete(id);
    const next = await nextAfter(seriesId, `${date}T09:00:00`);
    expect(next).toMatchObject({ occurrenceKey: `${today().add({ days: 4 })}T09:00:00`, due: { time: '09:00:00' } });
  });

  it('late jumps to the next one still ahead by the SKIP policy', async () => {
    const { id, seriesId } = await create({
      due: { date: today().subtract({ days: 10 }).toString() },
      recurrence: { rule: 'FREQ=DAILY;INTERVAL=3', missed: 'SKIP' },
    });
    await complete(id);
    const next = await nextAfter(seriesId, `${today().subtract({ days: 10 })}T00:00:00`);
    expect(next.due).toEqual({ date: today().add({ days: 2 }).toString(), time: null });
  });

  it('late yields every missed key once by the KEEP policy', async () => {
    const first = today().subtract({ days: 3 });
    const { id, seriesId } = await create({
      due: { date: first.toString() },
      recurrence: { rule: 'FREQ=DAILY', missed: 'KEEP' },
    });
    let open: TestData = { id, occurrenceKey: `${first}T00:00:00` };
    for (let day = 1; day <= 4; day++) {
      await complete(open.id);
      open = await nextAfter(seriesId, open.occurrenceKey);
      expect(open.occurrenceKey).toBe(`${first.add({ days: day })}T00:00:00`);
    }
  });

  it('counts from the day of the completion in COMPLETION mode', async () => {
    const { id, seriesId } = await create({
      due: { date: today().subtract({ days: 10 }).toString() },
      recurrence: { rule: 'FREQ=DAILY;INTERVAL=7', mode: 'COMPLETION' },
    });
    await complete(id);
    const next = await nextAfter(seriesId, `${today().subtract({ days: 10 })}T00:00:00`);
    expect(next.due.date).toBe(today().add({ days: 7 }).toString());
  });

  it('ends the series with the last one', async () => {
    const date = today().toString();
    const { id, seriesId } = await create({ due: { date }, recurrence: { rule: 'FREQ=DAILY;COUNT=2' } });
    await complete(id);
    const next = await nextAfter(seriesId, `${date}T00:00:00`);
    await complete(next.id);
    const ended = await until('the series ends', async () => {
      const state = await seriesOf(seriesId);
      return state.ended ? state : null;
    });
    expect(ended.upcoming).toEqual([]);
    expect(await occurrences(seriesId)).toHaveLength(2);
  });

  it('again after reopening does not move the series a second time', async () => {
    const date = today().toString();
    const { id, seriesId } = await create({ due: { date }, recurrence: { rule: 'FREQ=DAILY' } });
    await complete(id);
    const next = await nextAfter(seriesId, `${date}T00:00:00`);
    await user.data('mutation ($id: ID!) { reopenTask(id: $id) { eventId } }', { id });
    await complete(id);
    // Another task completed later in the same log shows that the second completion has been dealt with.
    const other = await create({ due: { date }, recurrence: { rule: 'FREQ=DAILY' } });
    await complete(other.id);
    await nextAfter(other.seriesId, `${date}T00:00:00`);
    expect((await occurrences(seriesId)).map(({ occurrenceKey }) => occurrenceKey)).toEqual([
      `${date}T00:00:00`,
      next.occurrenceKey,
    ]);
  });
});

describe('one occurrence only', () => {
  it('is skipped: closed, noted, and the series moves on', async () => {
    const date = today().add({ days: 1 });
    const { id, seriesId } = await create({ due: { date: date.toString() }, recurrence: { rule: 'FREQ=DAILY' } });
    const { skipOccurrence } = await series.data(
      'mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId task { id } } }',
      { id },
    );
    expect(skipOccurrence).toMatchObject({ eventId: expect.stringMatching(/^event_/), task: { id } });
    const next = await nextAfter(seriesId, `${date}T00:00:00`);
    expect(next.occurrenceKey).toBe(`${date.add({ days: 1 })}T00:00:00`);
    expect((await seriesOf(seriesId)).skipped).toEqual([`${date}T00:00:00`]);
    expect((await occurrences(seriesId))[0]).toMatchObject({ id, status: 'CANCELLED' });
    const error = await series.error('mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId } }', { id });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'taskId' });
  });

  it('is cancelled: the series moves on, and nothing is noted as skipped', async () => {
    const { id, seriesId } = await create({ due: { date: '2027-01-04' }, recurrence: { rule: 'FREQ=WEEKLY' } });
    await user.data('mutation ($id: ID!) { updateTask(id: $id, input: { status: CANCELLED }) { eventId } }', { id });
    expect(await nextAfter(seriesId, '2027-01-04T00:00:00')).toMatchObject({ due: { date: '2027-01-11' } });
    expect(await seriesOf(seriesId)).toMatchObject({ skipped: [] });
  });

  it('ends the series when the last one is skipped', async () => {
    const { id, seriesId } = await create({
      due: { date: today().toString() },
      recurrence: { rule: 'FREQ=DAILY;COUNT=1' },
    });
    await series.data('mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId } }', { id });
    await until('it ends', async () => (await seriesOf(seriesId)).ended);
  });

  it('is moved, and the next ones keep their place', async () => {
    const date = today().add({ days: 1 });
    const { id, seriesId } = await create({
      due: { date: date.toString(), time: '09:00:00' },
      recurrence: { rule: 'FREQ=WEEKLY' },
    });
    const moved = { date: date.add({ days: 2 }).toString(), time: '10:00:00' };
    await series.data(
      'mutation ($id: ID!, $due: DueInput!) { rescheduleOccurrence(taskId: $id, due: $due) { eventId } }',
      { id, due: moved },
    );
    const upcoming = await until('upcoming shows it', async () => {
      const list = (await seriesOf(seriesId)).upcoming;
      return list[0].note === 'MOVED' ? list : null;
    });
    expect(upcoming[0].key).toBe(`${date}T09:00:00`);
    expect((await occurrences(seriesId))[0].due).toEqual(moved);
    await complete(id);
    const next = await nextAfter(seriesId, `${date}T09:00:00`);
    expect(next.due).toEqual({ date: date.add({ days: 7 }).toString(), time: '09:00:00' });
  });
});

describe('the recurrence of a task', () => {
  const set = /* GraphQL */ `
    mutation ($id: ID!, $recurrence: RecurrenceInput!) {
      setRecurrence(taskId: $id, recurrence: $recurrence) { eventId task { id } }
    }
  `;

  it('is set later, moves the task to the first occurrence, and is taken off again', async () => {
    const { createTask } = await user.data(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
      { input: { title: 'Later', due: { date: '2027-01-05' } } },
    );
    const { id } = createTask.task;
    const recurrenceInput = { rule: 'FREQ=WEEKLY;BYDAY=MO' };
    const { setRecurrence } = await series.data(set, { id, recurrence: recurrenceInput });
    expect(setRecurrence.eventId).toMatch(/^event_/);
    const read = async () =>
      (await user.data('query ($id: ID!) { task(id: $id) { due { date } occurrenceKey series { id } } }', { id })).task;
    const task = await read();
    expect(task).toMatchObject({ due: { date: '2027-01-11' }, occurrenceKey: '2027-01-11T00:00:00' });
    expect((await series.data(set, { id, recurrence: recurrenceInput })).setRecurrence.eventId).toBeNull();

    await series.data(set, { id, recurrence: { rule: 'FREQ=DAILY' } });
    expect((await read()).series).toEqual(task.series);
    expect(await seriesOf(task.series.id)).toMatchObject({ rule: 'FREQ=DAILY', summary: 'Every day' });

    await series.data('mutation ($id: ID!) { removeRecurrence(taskId: $id) { eventId } }', { id });
    expect(await read()).toMatchObject({ series: null, occurrenceKey: null });
    expect(await seriesOf(task.series.id)).toMatchObject({ ended: true, upcoming: [] });
  });

  it('set ten times at once is set once, while the task is renamed meanwhile', async () => {
    const { createTask } = await user.data(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
      { input: { title: 'Plain' } },
    );
    const { id } = createTask.task;
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => series.data(set, { id, recurrence: { rule: 'FREQ=DAILY' } }))),
      ...Array.from({ length: 3 }, (_, index) =>
        user.data(
          'mutation ($id: ID!, $title: String!) { updateTask(id: $id, input: { title: $title }) { eventId } }',
          {
            id,
            title: `Renamed ${index}`,
          },
        ),
      ),
    ]);
    expect(answers.filter(({ setRecurrence }) => setRecurrence.eventId !== null)).toHaveLength(1);
    const admin = new pg.Client({ connectionString: services.testPlatform.url });
    await admin.connect();
    const all = await admin.query('select id from recurrence.series where owner_id = $1', [user.principal.userId]);
    await admin.end();
    expect(all.rows).toHaveLength(1);
  });

  it('set and completed at once moves on, every time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { createTask } = await user.data(
        'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
        { input: { title: 'Plain', due: { date: today().toString() } } },
      );
      const { id } = createTask.task;
      const setting = series.data(set, { id, recurrence: { rule: 'FREQ=DAILY' } });
      await until('the task is in its series', async () => {
        const { task } = await user.data('query ($id: ID!) { task(id: $id) { series { id } } }', { id });
        return task.series !== null;
      });
      await complete(id);
      await setting;
      const { task } = await user.data('query ($id: ID!) { task(id: $id) { series { id } occurrenceKey } }', { id });
      await nextAfter(task.series.id, task.occurrenceKey);
    }
  });

  it('set anew and completed before the series has noted it moves on all the same', async () => {
    const tomorrow = today().add({ days: 1 });
    const { id, seriesId } = await create({ due: { date: today().toString() }, recurrence: { rule: 'FREQ=DAILY' } });
    // Moved first, so that the new rule finds it where it wants it.
    await user.data(
      'mutation ($id: ID!, $date: Date!) { updateTask(id: $id, input: { due: { date: $date } }) { eventId } }',
      { id, date: tomorrow.toString() },
    );
    await until('the series has noted where it was moved to', async () => {
      const [first] = (await seriesOf(seriesId)).upcoming;
      return first.note === 'MOVED';
    });
    const admin = new pg.Client({ connectionString: services.testPlatform.url });
    await admin.connect();
    // Holds up the series, not the task.
    await admin.query('begin');
    await admin.query('select from recurrence.series where id = $1 for update', [seriesId]);
    const setting = series.data(set, { id, recurrence: { rule: 'FREQ=WEEKLY' } });
    await until('the task stands where the new rule puts it', async () => {
      const { task } = await user.data('query ($id: ID!) { task(id: $id) { occurrenceKey } }', { id });
      return task.occurrenceKey === `${tomorrow}T00:00:00`;
    });
    await complete(id);
    // What hears of the completion gets the time to misunderstand it, which cannot be waited for where it does not.
    await delay(500);
    await admin.query('commit');
    await admin.end();
    await setting;
    const next = await nextAfter(seriesId, `${tomorrow}T00:00:00`);
    expect(next.occurrenceKey).toBe(`${tomorrow.add({ days: 7 })}T00:00:00`);
  });

  it.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'a day that never is'],
    ['FREQ=SECONDLY', 'a frequency that is too high'],
    ['FREQ=DAILY;INTERVAL=0', 'no interval'],
    ['every monday', 'no rule at all'],
  ])('is refused for %s, and nothing changes', async (rule) => {
    const { createTask } = await user.data(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
      { input: { title: 'Plain' } },
    );
    const { id } = createTask.task;
    const error = await series.error(set, { id, recurrence: { rule } });
    expect(error.extensions).toMatchObject({ code: 'INVALID_RECURRENCE', argument: 'recurrence.rule' });
    const created = await user.error(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }',
      {
        input: { title: 'Never', recurrence: { rule } },
      },
    );
    expect(created.extensions).toMatchObject({ code: 'INVALID_RECURRENCE', argument: 'input.recurrence.rule' });
    const { tasks: list } = await user.data('{ tasks { nodes { title version series { id } } } }');
    expect(list.nodes).toEqual([{ title: 'Plain', version: 1, series: null }]);
  });

  it('of another user is not found by any call', async () => {
    const { id, seriesId } = await create({ due: { date: '2027-01-04' }, recurrence: { rule: 'FREQ=DAILY' } });
    const stranger = services.user({ service: 'recurrence' });
    for (const call of [
      'setRecurrence(taskId: $id, recurrence: { rule: "FREQ=DAILY" }) { eventId }',
      'removeRecurrence(taskId: $id) { eventId }',
      'skipOccurrence(taskId: $id) { eventId }',
      'rescheduleOccurrence(taskId: $id, due: { date: "2027-01-05" }) { eventId }',
    ]) {
      const error = await stranger.error(`mutation ($id: ID!) { ${call} }`, { id });
      expect(error.extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'taskId' });
    }
    const found = await stranger.data('query ($id: ID!) { series(id: $id) { rule } }', { id: seriesId });
    expect(found).toEqual({ series: null });
  });
});
