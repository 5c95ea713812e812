import type { TestData } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { ImportProgressed } from '@rondo/schema/events/import.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishedJob, importText, readJob, tasksByTitle } from '../testing/imports.ts';
import { createTask, TasksUnderTest } from '../testing/tasks.ts';

let rondo: TasksUnderTest;
const progress: TestData[] = [];
beforeAll(async () => {
  rondo = await TasksUnderTest.start();
  await rondo.services.platform.subscribe({
    group: 'progress',
    topic: Topic.LIVE_UPDATES,
    handle: async (event) => {
      if (event.type === ImportProgressed.type) progress.push(ImportProgressed.data.parse(event.data).job);
    },
  });
});
afterAll(() => rondo?.[Symbol.asyncDispose]());

const mutation =
  'mutation ($format: String!, $content: String!) { importTasks(format: $format, content: $content) { id } }';

describe('an import', { timeout: 60_000 }, () => {
  it('takes what is right and says by line what is not', async () => {
    const user = rondo.user();
    const csv = 'title,due,rule,id,parent\nA,,,,\n,,,,\nB,2099-02-30,,,\nC,,FREQ=SECONDLY,,\nD,,,d,d\nE,,,,nobody';
    const job = await importText(user, 'CSV', csv);
    expect(job).toMatchObject({ total: 6, done: 3, failed: 3 });
    expect(job.errors.map((error: string) => error.slice(0, 26)).toSorted()).toEqual([
      'Line 3: title: Expected so',
      'Line 4: Expected a date su',
      'Line 5: recurrence: FREQ: ',
      'Line 6: it is below itself',
      'Line 7: its parent is not ',
    ]);
    expect([...(await tasksByTitle(user)).keys()]).toEqual(['A', 'D', 'E']);
  });

  it('makes nothing twice, and leaves alone what was changed since', async () => {
    const user = rondo.user();
    const csv = 'title,tags\nA,home\nA,home\nB,"home, work"';
    await importText(user, 'CSV', csv);
    const [task] = (await tasksByTitle(user)).values();
    await user.data('mutation ($id: ID!) { updateTask(id: $id, input: { title: "Mine" }) { eventId } }', task);
    expect(await importText(user, 'CSV', `${csv}\nC,`)).toMatchObject({ total: 4, done: 4, failed: 0 });
    const { tasks } = await user.data('{ tasks(first: 100) { nodes { title tags { id } } } }');
    expect(tasks.nodes.map(({ title }: TestData) => title).toSorted()).toEqual(['A', 'B', 'C', 'Mine']);
    expect(new Set(tasks.nodes.flatMap((each: TestData) => each.tags.map(({ id }: TestData) => id))).size).toBe(2);
  });

  it.each([
    ['CSV', 'id,title\n1,A\n2,B\n1,C', 'Line 4'],
    ['JSON', '[{"id":"1","title":"A"},{"title":"B"},{"id":"1","title":"C"}]', 'tasks.2'],
  ])('says which tasks have the id of an earlier one, and makes the first: %s', async (format, text, place) => {
    const user = rondo.user();
    expect(await importText(user, format, text)).toMatchObject({
      ...{ total: 3, done: 2, failed: 1 },
      errors: [`${place}: Its id is that of an earlier task of this file. Give each an id of its own.`],
    });
    expect([...(await tasksByTitle(user)).keys()].toSorted()).toEqual(['A', 'B']);
  });

  it('is given up where it has ended its process again and again', async () => {
    const user = rondo.user();
    const id = newId('job');
    // As five processes left it, one after the other.
    const db = new pg.Client({ connectionString: rondo.services.testPlatform.url });
    await db.connect();
    await db
      .query(
        `with job as (
         insert into tasks.import_job (id, owner_id, format, encoding, time_zone, created_at, parts, attempts)
         values ($1, $2, 'CSV', 'utf-8', 'UTC', now(), 1, 5) returning id, owner_id
       )
       insert into tasks.import_part (job_id, sequence, owner_id, data) select id, 0, owner_id, 'title\nA' from job`,
        [id, user.id],
      )
      .finally(() => db.end());
    expect(await finishedJob(user, id)).toMatchObject({
      ...{ done: 0, errors: [expect.stringContaining('Something went wrong on our side')] },
    });
    expect((await tasksByTitle(user)).size).toBe(0);
  });

  it('gives each task its event, by the actor IMPORT, and tells of its progress to the end', async () => {
    const user = rondo.user();
    const job = await importText(user, 'CSV', 'title\nA\nB');
    const tasks = await tasksByTitle(user);
    const events = await until('both are told of', () => {
      const heard = [...tasks.values()].flatMap(({ id }) => rondo.about(id));
      return heard.length === 2 && heard;
    });
    expect(events).toMatchObject([
      { type: 'task.created.v1', actorkind: 'IMPORT', actorid: job.id, partitionkey: user.id },
      { type: 'task.created.v1', actorkind: 'IMPORT', actorid: job.id, partitionkey: user.id },
    ]);
    const told = await until('the end is told of', () => {
      const own = progress.filter(({ id }) => id === job.id);
      return own.at(-1)?.finished && own;
    });
    expect(told.at(0)).toMatchObject({ total: 0, done: 0, finished: false });
    expect(told.at(-1)).toEqual(job);
  });

  it("has nothing of another user's, whatever ids the file has", async () => {
    const [user, other] = [rondo.user(), rondo.user()];
    const theirs = await createTask(other, { title: 'Theirs', tagNames: ['secret'] });
    const document = {
      series: [],
      tasks: [
        { id: theirs.id, title: 'Taken', tags: [theirs.tags[0].id] },
        { title: 'Below', parentId: theirs.id },
        { title: 'Foreign', parentId: newId('task'), seriesId: newId('series'), occurrenceKey: '2099-01-01T00:00:00' },
      ],
    };
    expect(await importText(user, 'JSON', JSON.stringify(document))).toMatchObject({ done: 3, failed: 0 });
    const own = await tasksByTitle(user);
    expect(own.get('Taken').id).not.toBe(theirs.id);
    expect(own.get('Taken').tags).toEqual([]);
    expect(own.get('Below').parent).toEqual({ title: 'Taken' });
    expect(own.get('Foreign')).toMatchObject({ parent: null, series: null });
    expect([...(await tasksByTitle(other)).keys()]).toEqual(['Theirs']);
    const job = await importText(user, 'CSV', 'title\nx');
    expect(await readJob(other, job.id)).toBeNull();
  });

  it('reminds of nothing that is past', async () => {
    const user = rondo.user();
    const csv =
      'title,due,due time,reminders\nPast,2020-01-01,09:00,"PT15M, 2020-01-01T00:00:00Z"\nAhead,2099-01-01,09:00,PT15M';
    expect(await importText(user, 'CSV', csv)).toMatchObject({ done: 2, errors: [] });
    const tasks = await tasksByTitle(user);
    const [past, ahead] = await Promise.all(
      ['Past', 'Ahead'].map((title) => until('it is told of', () => rondo.about(tasks.get(title).id)[0])),
    );
    expect(past?.data).toMatchObject({ reminders: [{ before: 'PT15M', state: 'CANCELLED' }, { state: 'CANCELLED' }] });
    const waiting: TestData = ahead?.data;
    expect(waiting.reminders).toEqual([expect.not.objectContaining({ state: expect.anything() })]);
  });

  it('takes text as it is: NUL and lone surrogates are refused where they stand, markup stays text', async () => {
    const user = rondo.user();
    const job = await importText(
      user,
      'CSV',
      'title\nA\0\nB\ud800\n<script>alert(1)</script> 🌱 مرحبا\njavascript:alert(1)',
    );
    expect(job).toMatchObject({ total: 4, done: 2, failed: 2 });
    expect([...(await tasksByTitle(user)).keys()]).toEqual([
      '<script>alert(1)</script> 🌱 مرحبا',
      'javascript:alert(1)',
    ]);
  });

  it.each([
    [
      { format: 'XLS', content: 'x' },
      { code: 'BAD_USER_INPUT', argument: 'format' },
    ],
    [
      { format: 'CSV', content: ' \n' },
      { code: 'BAD_USER_INPUT', argument: 'content' },
    ],
  ])('is refused: %j', async (variables, expected) => {
    expect((await rondo.user().error(mutation, variables)).extensions).toMatchObject(expected);
  });

  it('is refused while five of the same user are not finished', async () => {
    const user = rondo.user();
    const long = `title\n${'x\n'.repeat(20_000)}`;
    for (let begun = 0; begun < 5; begun++) await user.data(mutation, { format: 'CSV', content: long });
    expect((await user.error(mutation, { format: 'CSV', content: 'title\nx' })).extensions).toMatchObject({
      code: 'RATE_LIMITED',
    });
  });
});
