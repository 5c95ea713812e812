import { randomBytes } from 'node:crypto';
import { testPostgres } from '@rondo/platform/testing/postgres.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { tagKeysOf } from '@rondo/schema/filter/condition.ts';
import { matchesCondition } from '@rondo/schema/filter/evaluate.ts';
import { parseFilter } from '@rondo/schema/filter/parse.ts';
import { resolveFilter } from '@rondo/schema/filter/resolve.ts';
import { foldText, searchTextOf } from '@rondo/schema/filter/text.ts';
import { isWordSimilar, trigramsOf } from '@rondo/schema/filter/trigrams.ts';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_TEXT_FUNCTIONS } from './search-text.ts';
import { compileFilter, TYPO_SETTING } from './sql.ts';

const TABLE = `
CREATE TABLE tasks.task (
  id text PRIMARY KEY, owner_id text NOT NULL, title text NOT NULL, description text NOT NULL,
  status text NOT NULL, priority text NOT NULL,
  due_date date, due_time time, due_zone text, due_floating boolean, due_at timestamptz,
  created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, completed_at timestamptz, deleted_at timestamptz,
  parent_id text, series_id text, tag_ids text[] NOT NULL, has_reminder boolean NOT NULL,
  search_text text NOT NULL GENERATED ALWAYS AS (tasks.search_text(title, description)) STORED
);
CREATE INDEX task_search ON tasks.task USING gin (search_text gin_trgm_ops);`;

/**
 * A database whose locale knows the letters of all scripts, which pg_trgm needs in order to see words of other than Latin
 * ones: where LC_CTYPE is C, they are found whole, and neither by index nor with typing mistakes.
 */
async function createLetteredDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const url = new URL(await testPostgres());
  const name = `filters_${randomBytes(6).toString('hex')}`;
  const asAdmin = async (...statements: string[]) => {
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    for (const statement of statements) await admin.query(statement);
    await admin.end();
  };
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE template0 LC_CTYPE 'C.UTF-8'`);
  const database = new URL(url);
  database.pathname = `/${name}`;
  return { url: database.href, drop: () => asAdmin(`DROP DATABASE ${name}`) };
}

/** A linear congruential generator: the same tasks and filters in every run. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(bound: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % bound;
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('There is nothing to pick from.');
    return value;
  }

  some<Value>(count: number, make: () => Value): Value[] {
    return Array.from({ length: count }, make);
  }
}

/** In which it is the 28th or the 29th at NOW. */
const ZONES = ['Europe/Paris', 'UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Havana', 'Asia/Kolkata'];
const WORDS = [
  ...[
    'milk',
    'mild',
    'silk',
    'milkshake',
    'oat',
    'oatmilk',
    'groceries',
    'grocery',
    'paris',
    'parsi',
    'Crème',
    'creme',
  ],
  ...[
    'brûlée',
    'Straße',
    'strasse',
    'молоко',
    'молока',
    'Ёлка',
    '牛奶',
    '우유',
    'がぎ',
    '🎂',
    '👍🏽',
    'C++',
    '10:30',
    '2026',
  ],
  ...['2025', 'a.b', 'user@example.com', 'it’s', '100%', 'under_score', 'back\\slash', 'e\u0301te', 'ΟΔΟΣ', 'İstanbul'],
];
const TAGS: TaskState['tags'] = [
  { id: 'tag_1', name: 'Home' },
  { id: 'tag_2', name: 'two words' },
  { id: 'tag_3', name: 'дом' },
];
const NOW = Temporal.Instant.from('2026-03-29T00:30:00Z');

/** Half of them in the days around now, where zones decide. */
function instantNear(dice: Dice): Temporal.Instant {
  const hours = dice.pick([30, 120]);
  return NOW.add({ minutes: dice.below(2 * hours * 60) - hours * 60 });
}

function randomText(dice: Dice, most: number): string {
  return dice
    .some(dice.below(most + 1), () => dice.pick(WORDS))
    .map((word) => (dice.below(8) === 0 ? mistyped(dice, word) : word))
    .join(dice.pick([' ', ' ', ', ', '-', ' | ']));
}

function mistyped(dice: Dice, word: string): string {
  const letters = Array.from(word);
  const at = dice.below(letters.length);
  letters.splice(at, dice.below(2), dice.pick(['', 'e', 'k', 'о']));
  return letters.join('');
}

function randomDue(dice: Dice): TaskState['due'] {
  const kind = dice.below(4);
  if (kind === 0) return null;
  const floating = dice.below(3) === 0;
  const timeZone = dice.pick(ZONES);
  const local = instantNear(dice).toZonedDateTimeISO(timeZone);
  const due = kind === 1 ? local.startOfDay() : local;
  return {
    date: due.toPlainDate().toString(),
    time: kind === 1 ? null : due.toPlainTime().toString(),
    timeZone,
    floating,
    at: due.toInstant().toString({ fractionalSecondDigits: 3 }),
  };
}

function randomTask(dice: Dice, id: number): TaskState {
  const instant = () => instantNear(dice).toString({ fractionalSecondDigits: 3 });
  const status = dice.pick(['OPEN', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const);
  return {
    id: `task_${id}`,
    ownerId: 'user_1',
    title: randomText(dice, 4) || 'untitled',
    description: randomText(dice, 8),
    status,
    priority: dice.pick(['HIGH', 'MEDIUM', 'LOW', 'NONE'] as const),
    due: randomDue(dice),
    tags: TAGS.filter(() => dice.below(3) === 0),
    parentId: dice.below(4) === 0 ? 'task_0' : null,
    seriesId: dice.below(4) === 0 ? 'series_1' : null,
    occurrenceKey: null,
    hasReminder: dice.below(3) === 0,
    version: 1,
    createdAt: instant(),
    updatedAt: instant(),
    completedAt: status === 'COMPLETED' ? instant() : null,
    deletedAt: null,
  };
}

function randomTerm(dice: Dice): string {
  const times = [
    'today',
    'tomorrow',
    'yesterday',
    'monday',
    'sun',
    '1d',
    '-2d',
    '1w',
    '-1m',
    '2026-03-29',
    '2026-03-30',
  ];
  const instants = ['now', '3h', '-5h', '30h'];
  const compared = () => {
    const comparison = dice.pick([':', '<', '<=', '>', '>=']);
    return `${comparison}${dice.pick(comparison === ':' ? times : [...times, ...instants])}`;
  };
  switch (dice.below(12)) {
    case 0:
      return `"${randomText(dice, 3).replaceAll('\\', '\\\\') || 'oat milk'}"`;
    case 1:
    case 2:
    case 3: {
      const word = dice.pick([
        'milk',
        'mil',
        'groc',
        'crème',
        'молоко',
        'strase',
        'pars',
        'a.b',
        '牛',
        '🎂',
        '202',
        'оат',
        'it’s',
      ]);
      return dice.below(3) === 0 ? mistyped(dice, word) || word : word;
    }
    case 4:
    case 5:
    case 6:
      return `due${compared()}`;
    case 7:
      return `${dice.pick(['created', 'updated', 'completed'])}${compared()}`;
    case 8:
      return dice.pick(['#home', 'tag:HOME', '#"Two Words"', '#ДОМ', '#nowhere', 'no:tag']);
    case 9:
      return dice.pick(['!high', '!none', 'status:open', 'status:in_progress', 'status:completed', 'no:due']);
    case 10:
      return dice.pick(['is:recurring', 'is:subtask', 'has:reminder']);
    default:
      return 'due:overdue';
  }
}

function randomQuery(dice: Dice, depth = 2): string {
  const operand = () => {
    const inner = depth > 0 && dice.below(3) === 0 ? `(${randomQuery(dice, depth - 1)})` : randomTerm(dice);
    return `${dice.pick(['', '', '', '-', 'NOT '])}${inner}`;
  };
  return dice.some(1 + dice.below(3), operand).join(dice.pick([' ', ' AND ', ' OR ']));
}

describe('a filter in PostgreSQL', () => {
  let client: pg.Client;

  let dropDatabase: () => Promise<void>;

  beforeAll(async () => {
    const database = await createLetteredDatabase();
    dropDatabase = database.drop;
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await client.query('CREATE SCHEMA tasks');
    await client.query(SEARCH_TEXT_FUNCTIONS);
    await client.query(TABLE);
    await client.query('SELECT set_config($1, $2, false)', [TYPO_SETTING.name, TYPO_SETTING.value]);
  }, 60_000);

  afterAll(async () => {
    await client.end();
    await dropDatabase();
  });

  async function insert(tasks: readonly TaskState[]): Promise<void> {
    const rows = tasks.map(({ tags, due, ...task }) => ({
      ...task,
      tagIds: tags.map(({ id }) => id),
      dueDate: due?.date,
      dueTime: due?.time,
      dueZone: due?.timeZone,
      dueFloating: due?.floating,
      dueAt: due?.at,
    }));
    await client.query('TRUNCATE tasks.task');
    await client.query(
      `INSERT INTO tasks.task SELECT id, "ownerId", title, description, status, priority,
         "dueDate", "dueTime", "dueZone", "dueFloating", "dueAt",
         "createdAt", "updatedAt", "completedAt", NULL, "parentId", "seriesId", "tagIds", "hasReminder"
       FROM jsonb_to_recordset($1) AS row (id text, "ownerId" text, title text, description text, status text,
         priority text, "dueDate" date, "dueTime" time, "dueZone" text, "dueFloating" boolean, "dueAt" timestamptz,
         "createdAt" timestamptz, "updatedAt" timestamptz, "completedAt" timestamptz, "parentId" text, "seriesId" text,
         "tagIds" text[], "hasReminder" boolean)`,
      [JSON.stringify(rows)],
    );
    await client.query('ANALYZE tasks.task');
  }

  async function found(query: string, timeZone: string, tasks: readonly TaskState[]) {
    const condition = resolveFilter(parseFilter(query), { now: NOW, timeZone });
    const tagIds = new Map(
      tagKeysOf(condition).map((key) => [
        key,
        TAGS.filter(({ name }) => name.toLowerCase() === key).map(({ id }) => id),
      ]),
    );
    const { sql, params } = compileFilter(condition, { tagIds, firstParameter: 2 });
    const result = await client.query<{ id: string; decided: boolean }>(
      `SELECT id, (${sql}) IS NOT NULL AS decided FROM tasks.task t WHERE owner_id = $1 AND ${sql} ORDER BY id`,
      ['user_1', ...params],
    );
    return {
      sql: result.rows.map(({ id }) => id),
      memory: tasks
        .filter((task) => matchesCondition(condition, task))
        .map(({ id }) => id)
        .sort(),
    };
  }

  it.each([1, 2, 3])('finds the tasks that evaluation in memory finds (seed %i)', async (seed) => {
    const dice = new Dice(seed * 7_919);
    const tasks = Array.from({ length: 250 }, (_, index) => randomTask(dice, index));
    await insert(tasks);
    let hits = 0;
    for (let round = 0; round < 300; round++) {
      const query = randomQuery(dice);
      const { sql, memory } = await found(query, dice.pick(ZONES), tasks);
      expect(sql, query).toEqual(memory);
      hits += sql.length;
    }
    // Neither all nor nothing, or the filters would have decided little.
    expect(hits / (300 * tasks.length)).toBeGreaterThan(0.1);
    expect(hits / (300 * tasks.length)).toBeLessThan(0.9);
  });

  it('knows where a whole day is over, and where it is not yet', async () => {
    const whole = randomTask(new Dice(1), 0);
    const tasks = ZONES.flatMap((timeZone) =>
      ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30'].flatMap((date) =>
        [true, false].map((floating): TaskState => {
          const at = Temporal.PlainDate.from(date).toZonedDateTime(timeZone).toInstant().toString();
          const id = `task_${date}_${timeZone}_${floating}`;
          return { ...whole, id, status: 'OPEN', completedAt: null, due: { date, time: null, timeZone, floating, at } };
        }),
      ),
    );
    await insert(tasks);
    for (const viewer of ZONES) {
      for (const query of ['due:overdue', 'due:today', 'due<today', 'due<now', 'due>=-20h', '-due<=today']) {
        const { sql, memory } = await found(query, viewer, tasks);
        expect(sql.sort(), `${query} in ${viewer}`).toEqual(memory);
        expect(sql.length, query).toBeGreaterThan(0);
      }
    }
  });

  it('finds the same by index as without one', async () => {
    const dice = new Dice(11);
    const tasks = Array.from({ length: 300 }, (_, index) => randomTask(dice, index));
    await insert(tasks);
    await client.query('SET enable_seqscan = off');
    for (const query of ['milk', 'mil', '"oat"', 'молоко', 'grocereis', '🎂', 'crème OR "2026"', '-milk']) {
      const { sql, memory } = await found(query, 'UTC', tasks);
      expect(sql, query).toEqual(memory);
      expect(sql.length, query).toBeGreaterThan(0);
    }
    await client.query('RESET enable_seqscan');
  });

  it('folds every character that both know as memory does', async () => {
    const texts: string[] = [];
    for (let code = 1; code < 0x2_0000; code++) {
      const character = String.fromCodePoint(code);
      if (/[^\p{Cn}\p{Cs}]/u.test(character)) texts.push(`a${character}B`);
    }
    const { rows } = await client.query<{ text: string; folded: string }>(
      'SELECT text, tasks.fold_text(text) AS folded FROM unnest($1::text[]) AS text WHERE unicode_assigned(text)',
      [texts],
    );
    const different = rows.filter(({ text, folded }) => folded !== foldText(text)).map(({ text }) => text);
    expect(different).toEqual([]);
    expect(rows.length).toBeGreaterThan(80_000);
  });

  it('keeps the text that memory searches', async () => {
    const dice = new Dice(5);
    const tasks = Array.from({ length: 200 }, (_, index) => randomTask(dice, index));
    await insert(tasks);
    const { rows } = await client.query<{ id: string; search_text: string }>('SELECT id, search_text FROM tasks.task');
    const stored = new Map(rows.map((row) => [row.id, row.search_text]));
    for (const task of tasks) expect(stored.get(task.id)).toBe(searchTextOf(task));
  });

  it('calls those words similar that pg_trgm does', async () => {
    const dice = new Dice(23);
    const pairs = Array.from({ length: 20_000 }, () => {
      const letters = dice.pick(['ab', 'abc', 'abcde', 'абвг', 'aбc', '日本語']);
      const word = (most: number) => dice.some(1 + dice.below(most), () => dice.pick(Array.from(letters))).join('');
      return {
        word: word(9),
        text: dice.some(dice.below(12), () => word(dice.pick([3, 12]))).join(dice.pick([' ', ' | '])),
      };
    });
    const { rows } = await client.query<{ word: string; text: string; similar: boolean }>(
      'SELECT word, text, word <% text AS similar FROM jsonb_to_recordset($1) AS pair (word text, text text)',
      [JSON.stringify(pairs)],
    );
    const different = rows.filter(({ word, text, similar }) => isWordSimilar(word, trigramsOf(text), 0.5) !== similar);
    expect(different).toEqual([]);
    expect(rows.filter(({ similar }) => similar).length).toBeGreaterThan(1_000);
  });
});
