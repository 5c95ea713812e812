import type { TestData, TestUser } from '@rondo/platform/testing/service.ts';
import { newId } from '@rondo/schema/ids.ts';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { call, createTask, listRefusal, listTasks, TasksUnderTest, titles } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const sortBy = (field: string, direction = 'ASC') => ({ sort: [{ field, direction }] });

/** All pages in one direction, as ids in the order of the list. */
async function walk(variables: Record<string, unknown>, size: number, backward = false): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const bounds = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const { edges, pageInfo } = await listTasks(user, { ...variables, ...bounds });
    const page = edges.map(({ node }: TestData) => node.id);
    const [more, less] = [pageInfo.hasNextPage, pageInfo.hasPreviousPage];
    expect(backward ? more : less).toBe(ids.length > 0);
    if (backward) ids.unshift(...page);
    else ids.push(...page);
    if (!(backward ? less : more)) return ids;
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
}

describe('a list', () => {
  const sorts: Record<string, unknown>[] = [
    ...['DUE', 'CREATED', 'UPDATED', 'PRIORITY', 'TITLE'].flatMap((field) => [sortBy(field), sortBy(field, 'DESC')]),
    {
      sort: [
        { field: 'PRIORITY', direction: 'DESC' },
        { field: 'DUE', direction: 'ASC' },
      ],
    },
    {
      sort: [
        { field: 'PRIORITY', direction: 'ASC' },
        { field: 'TITLE', direction: 'ASC' },
      ],
    },
    { filter: { search: 'task' } },
    {},
  ];

  it('is in the same total order forwards and backwards, page by page, with exact ends, by every sort', async () => {
    for (let i = 0; i < 11; i++) {
      await createTask(user, {
        title: `Task ${i % 3}`,
        ...{ priority: ['HIGH', 'LOW', 'NONE'][i % 3], due: i % 4 ? { date: day(i % 2) } : null },
      });
    }
    for (const sort of sorts) {
      const whole = await walk(sort, 100);
      expect(new Set(whole).size).toBe(11);
      expect(await walk(sort, 3)).toEqual(whole);
      expect(await walk(sort, 4, true)).toEqual(whole);
    }
    expect((await listTasks(user, { first: 2 })).totalCount).toBe(11);
  });

  it('keeps tasks without a due last in both directions', async () => {
    await createTask(user, 'none');
    await createTask(user, { title: 'later', due: { date: day(2) } });
    await createTask(user, { title: 'sooner', due: { date: day(1) } });
    expect(await titles(user, sortBy('DUE'))).toEqual(['sooner', 'later', 'none']);
    expect(await titles(user, sortBy('DUE', 'DESC'))).toEqual(['later', 'sooner', 'none']);
  });

  it('sorts titles by their words, and priorities from NONE to HIGH', async () => {
    const made = [
      ['zebra', 'LOW'],
      ['Éclair', 'HIGH'],
      ['apple', 'NONE'],
      ['“Dog”', 'MEDIUM'],
    ];
    for (const [title, priority] of made) await createTask(user, { title, priority });
    expect(await titles(user, sortBy('TITLE'))).toEqual(['apple', '“Dog”', 'Éclair', 'zebra']);
    expect(await titles(user, sortBy('PRIORITY'))).toEqual(['apple', 'zebra', '“Dog”', 'Éclair']);
    expect(await titles(user, sortBy('PRIORITY', 'DESC'))).toEqual(['Éclair', '“Dog”', 'zebra', 'apple']);
  });

  it('stays put while tasks come, go and move before the page', async () => {
    const made: TestData[] = [];
    for (const title of ['b', 'd', 'f', 'h']) made.push(await createTask(user, title));
    const first = await listTasks(user, { ...sortBy('TITLE'), first: 2 });
    await createTask(user, 'a');
    await call(user, 'deleteTask', { id: made[0].id });
    await call(user, 'updateTask', { id: made[1].id, input: { title: 'g' } });
    const after = { ...sortBy('TITLE'), first: 2, after: first.pageInfo.endCursor };
    expect(await titles(user, after)).toEqual(['f', 'g']);
    expect((await listTasks(user, { ...after, first: 3 })).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  it('takes titles whose folded text is far longer than an index entry', async () => {
    await createTask(user, '\uFDFA'.repeat(500));
    expect((await listTasks(user, sortBy('TITLE'))).totalCount).toBe(1);
  });

  it.each([
    ['a page of 1000000', { first: 1_000_000 }, 'BAD_USER_INPUT', 'first'],
    ['a page of none', { last: 0 }, 'BAD_USER_INPUT', 'last'],
    ['an invented cursor', { after: 'abc' }, 'CURSOR_INVALID', 'after'],
    [
      'a field named twice',
      { sort: [{ field: 'DUE' }, { field: 'DUE', direction: 'DESC' }] },
      'BAD_USER_INPUT',
      'sort.1',
    ],
    [
      '101 tags',
      { filter: { tags: { any: Array.from({ length: 101 }, () => newId('tag')) } } },
      'BAD_USER_INPUT',
      'filter.tags.any',
    ],
    ['the bin inside a condition', { filter: { or: [{ deleted: true }] } }, 'BAD_USER_INPUT', 'filter.or.0.deleted'],
    ['201 conditions', { filter: { or: Array.from({ length: 200 }, () => ({})) } }, 'BAD_USER_INPUT', 'filter.or.199'],
    ['a NUL to search for', { filter: { search: 'a\0' } }, 'BAD_USER_INPUT', 'filter.search'],
    ['21 words', { filter: { search: 'a '.repeat(21) } }, 'BAD_USER_INPUT', 'filter.search'],
  ])('refuses %s', async (_, variables, code, argument) => {
    expect(await listRefusal(user, variables)).toMatchObject({ code, argument });
  });

  it('refuses a cursor of another order', async () => {
    await createTask(user, 'x');
    const { pageInfo } = await listTasks(user, sortBy('TITLE'));
    expect(await listRefusal(user, { ...sortBy('DUE'), after: pageInfo.endCursor })).toMatchObject({
      ...{ code: 'CURSOR_INVALID', argument: 'after' },
    });
  });
});

describe('a filter', () => {
  let tag: string;
  let parent: string;

  beforeEach(async () => {
    const home = await createTask(user, {
      ...{ title: 'home', priority: 'HIGH', tagNames: ['home'], due: { date: day(-2) } },
    });
    tag = home.tags[0].id;
    parent = home.id;
    await createTask(user, { title: 'work', tagNames: ['work', 'home'], due: { date: day(3) }, parentId: parent });
    const done = await createTask(user, { title: 'done', priority: 'LOW' });
    await call(user, 'completeTask', { id: done.id });
    const gone = await createTask(user, { title: 'gone', tagNames: ['home'] });
    await call(user, 'deleteTask', { id: gone.id });
  });

  const cases: [string, () => Record<string, unknown>, string[]][] = [
    ['nothing', () => ({}), ['done', 'home', 'work']],
    ['a status', () => ({ status: ['COMPLETED'] }), ['done']],
    ['no status at all', () => ({ status: [] }), []],
    ['priorities', () => ({ priority: ['HIGH', 'LOW'] }), ['done', 'home']],
    ['any of the tags', () => ({ tags: { any: [tag] } }), ['home', 'work']],
    ['none of the tags', () => ({ tags: { none: [tag] } }), ['done']],
    ['all of the tags, one unknown', () => ({ tags: { all: [tag, newId('tag')] } }), []],
    ['all of the tags, one no id', () => ({ tags: { all: [tag, 'x\0'] } }), []],
    ['overdue', () => ({ due: { overdue: true } }), ['home']],
    ['not overdue', () => ({ due: { overdue: false } }), ['done', 'work']],
    ['no due', () => ({ due: { isNull: true } }), ['done']],
    ['a range of dues', () => ({ due: { from: `${day(0)}T00:00:00Z` } }), ['work']],
    [
      'not a range of dues, so that those without one count',
      () => ({ not: { due: { from: `${day(0)}T00:00:00Z` } } }),
      ['done', 'home'],
    ],
    ['a range of completions', () => ({ completedAt: { from: `${day(-1)}T00:00:00Z` } }), ['done']],
    ['a range of creations, its end excluded', () => ({ createdAt: { to: `${day(-1)}T00:00:00Z` } }), []],
    ['subtasks of a task', () => ({ parentId: parent }), ['work']],
    ['subtasks of what is no id', () => ({ parentId: '\0' }), []],
    ['tasks of a series that there is not', () => ({ seriesId: newId('series') }), []],
    [
      'or, and, not',
      () => ({ or: [{ status: ['COMPLETED'] }, { and: [{ tags: { any: [tag] } }, { not: { priority: ['HIGH'] } }] }] }),
      ['done', 'work'],
    ],
    ['or of nothing', () => ({ or: [] }), []],
    ['the bin', () => ({ deleted: true }), ['gone']],
    ['text', () => ({ search: 'wor' }), ['work']],
    ['not text', () => ({ not: { search: 'wor' } }), ['done', 'home']],
    ['text that is no word', () => ({ search: ' ' }), ['done', 'home', 'work']],
  ];

  it.each(cases)('by %s', async (_, filter, expected) => {
    expect(await titles(user, { filter: filter(), ...sortBy('TITLE') })).toEqual(expected);
  });

  it.each([
    ['#home', ['home', 'work']],
    ['#HOME -#work', ['home']],
    ['#nowhere', []],
    ['no:tag', ['done']],
    ['!high OR status:completed', ['done', 'home']],
    ['due:overdue', ['home']],
    ['is:subtask due<7d', ['work']],
    ['wo', ['work']],
    ['', ['done', 'home', 'work']],
  ])('in the filter language: %s', async (query, expected) => {
    expect(await titles(user, { query, ...sortBy('TITLE') })).toEqual(expected);
  });

  it('and a query apply together', async () => {
    expect(await titles(user, { query: '#home', filter: { priority: ['HIGH'] } })).toEqual(['home']);
  });

  it.each([
    ['milk status:nonsense', 5],
    ['milk (due:today', 5],
    ['colour:red', 0],
  ])('that cannot be understood is refused with its position: %s', async (query, position) => {
    const refused = await listRefusal(user, { query });
    expect(refused).toMatchObject({ code: 'INVALID_FILTER', argument: 'query', expected: expect.any(String) });
    expect(refused.position).toBeGreaterThanOrEqual(position);
    expect(refused.position).toBeLessThan(query.length);
  });

  it("does not see another user's tasks, whatever it asks for", async () => {
    const other = tasks.user();
    const filters = [
      {},
      { tags: { any: [tag] } },
      { parentId: parent },
      { search: 'home' },
      { deleted: true },
      { not: { search: 'x' } },
    ];
    for (const filter of filters) expect(await titles(other, { filter })).toEqual([]);
  });
});

describe('a search', () => {
  it('ranks titles over descriptions, and words over beginnings over typing mistakes', async () => {
    const made: [string, string][] = [
      ['Groceries', 'oat milk'],
      ['Oat mlik', ''],
      ['Buy milkshake', ''],
      ['Silk scarf', ''],
      ['Call the shop', 'about the milkshake'],
      ['Buy milk', ''],
    ];
    for (const [title, description] of made) await createTask(user, { title, description });
    const found = await titles(user, { filter: { search: 'milk' } });
    expect(found.slice(0, 2)).toEqual(['Buy milk', 'Buy milkshake']);
    expect(found.indexOf('Groceries')).toBeLessThan(found.indexOf('Call the shop'));
    expect(found.indexOf('Buy milkshake')).toBeLessThan(found.indexOf('Groceries'));
    expect(await titles(user, { query: 'milk' })).toEqual(found);
    for (const direction of ['ASC', 'DESC']) {
      expect(await titles(user, { query: 'milk', ...sortBy('RELEVANCE', direction) })).toEqual(found);
    }
  });

  it('finds words whatever their case and accents, every one of them, in title and description together', async () => {
    await createTask(user, { title: 'Crème brûlée', description: 'for Zoë' });
    await createTask(user, 'Creme fraiche');
    expect(await titles(user, { filter: { search: 'BRULEE zoe' } })).toEqual(['Crème brûlée']);
    expect(await titles(user, { query: '"creme br"' })).toEqual([]);
    expect(await titles(user, { query: '"creme brulee"' })).toEqual(['Crème brûlée']);
  });

  it('forgives a typing mistake, as change streams do', async () => {
    await createTask(user, 'Buy groceries');
    expect(await titles(user, { filter: { search: 'grocries' } })).toEqual(['Buy groceries']);
    expect(await titles(user, { filter: { search: 'bicycle' } })).toEqual([]);
  });

  it('can be sorted like any list, and RELEVANCE without a search sorts nothing', async () => {
    for (const title of ['milk b', 'milk c', 'milk a']) await createTask(user, title);
    expect(await titles(user, { filter: { search: 'milk' }, ...sortBy('TITLE') })).toEqual([
      'milk a',
      'milk b',
      'milk c',
    ]);
    expect(await titles(user, sortBy('RELEVANCE'))).toHaveLength(3);
  });
});

describe('how a list is read', () => {
  it('is one range of an index for each sort, and a search is answered by the index of texts', async () => {
    const admin = new pg.Client({ connectionString: tasks.services.testPlatform.url });
    await admin.connect();
    onTestFinished(() => admin.end());
    await admin.query(
      `insert into tasks.task (id, owner_id, title, description, status, priority, tag_ids, reminder_ids, version, created_at, updated_at)
       select 'task_' || g, $1, 'Task ' || md5(g::text), '', 'OPEN', 'NONE', '{}', '{}', 1, now(), now() from generate_series(1, 5000) g`,
      [user.id],
    );
    await admin.query('vacuum analyze tasks.task');
    // The table is small; what is asked is which index can answer, not whether it is worth it.
    await admin.query(
      `begin; set local enable_seqscan = off; set local role rondo_tasks; set local rondo.owner = '${user.id}'`,
    );
    const plan = async (rest: string, params: unknown[]) => {
      const { rows } = await admin.query(
        `explain select t.id from tasks.own_task t where t.owner_id = $1 and t.deleted_at is null and ${rest}`,
        [user.id, ...params],
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const page = await plan(
      `(coalesce(t.due_at, 'infinity'), t.id) > ($2::text::timestamptz, $3) order by coalesce(t.due_at, 'infinity'), t.id limit 51`,
      [...['2026-01-01', 'task_1']],
    );
    expect(page).toMatch(/Index (Only )?Scan using task_(due|open)/);
    expect(page).not.toContain('Sort');
    expect(await plan(`t.search_text like '% 00ff%'`, [])).toContain('task_search');
  });

  it('is behind the second wall: the view shows, takes and changes rows of the one owner and of nobody without one', async () => {
    const other = tasks.user();
    const theirs = await createTask(other, 'theirs');
    await createTask(user, 'mine');
    const admin = new pg.Client({ connectionString: tasks.services.testPlatform.url });
    await admin.connect();
    onTestFinished(() => admin.end());
    const asOwner = async (owner: string, statement: string) => {
      await admin.query(`begin; set local role rondo_tasks; set local rondo.owner = '${owner}'`);
      return admin.query(statement).finally(() => admin.query('rollback'));
    };
    for (const relation of ['tasks.task', 'tasks.own_task']) {
      expect((await asOwner(user.id, `select title from ${relation}`)).rows).toEqual([{ title: 'mine' }]);
      expect((await asOwner('', `select title from ${relation}`)).rows).toEqual([]);
      expect((await asOwner(user.id, `update ${relation} set title = 'x' where id = '${theirs.id}'`)).rowCount).toBe(0);
      await expect(asOwner(user.id, `update ${relation} set owner_id = '${other.id}'`)).rejects.toThrow(/violates/);
    }
  });
});
