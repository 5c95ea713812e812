import { createHash } from 'node:crypto';
import { type Consumer, principalOf } from '@rondo/platform/consumer.ts';
import type { ServiceDefinition, ServiceHost } from '@rondo/platform/service.ts';
import { startTestServices, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { eventCatalogue } from '@rondo/schema/events/catalogue.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { NotificationCreated, NotificationRead } from '@rondo/schema/events/notification.ts';
import { TagCreated } from '@rondo/schema/events/tag.ts';
import { TaskCompleted, TaskCreated, TaskUpdated } from '@rondo/schema/events/task.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activity } from './main.ts';
import { recordEvent } from './record.ts';
import { eventOf } from './testing/events.ts';
import { verifyChains } from './verification.ts';

let services: TestServices;
let host: ServiceHost;
let db: pg.Client;
beforeAll(async () => {
  const observed: ServiceDefinition = {
    ...activity,
    consumers: activity.consumers?.map(noting) ?? [],
    async start(given) {
      host = given;
      return new AsyncDisposableStack();
    },
  };
  services = await startTestServices([observed]);
  db = new pg.Client({ connectionString: services.testPlatform.url });
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await services[Symbol.asyncDispose]();
});

/** Ids of events, each time one was handled. */
const handled: string[] = [];
const noting = (consumer: Consumer): Consumer => ({
  ...consumer,
  handlers: consumer.handlers.map(({ type, handle }) => ({
    type,
    async handle(delivery, event) {
      await handle(delivery, event);
      handled.push(event.id);
    },
  })),
});

const fields = `id type subjectId at sequence hash previousHash actor { kind id name } changes { field from to }`;
const all = `query ($filter: ActivityFilter, $first: Int, $after: String, $last: Int, $before: String) {
  activity(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { ${fields} } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** Publishes, and waits until the last one is recorded. */
async function record(user: TestUser, ...events: CloudEvent[]): Promise<void> {
  await services.platform.publish(Topic.TASK_EVENTS, events);
  const last = events.at(-1)?.id;
  await until('the events are recorded', async () => {
    const { rowCount } = await db.query('select from activity.entry where owner_id = $1 and id = $2', [user.id, last]);
    return rowCount === 1;
  });
}

/** Records an event as its consumer does, but not in its turn. */
function append(event: CloudEvent): Promise<void> {
  return host.as(principalOf(event)).write((operation) => recordEvent(operation, event));
}

describe('an event', () => {
  test('becomes one entry under its id, with actor and changes as JSON', async () => {
    const user = services.user();
    const event = eventOf(user.id, {
      type: TaskCreated,
      time: '2026-03-29T00:30:00Z',
      ...{ actorkind: 'API_TOKEN' as const, actorid: 'token_1', actorname: 'backup script' },
      changes: [
        { field: 'title', from: null, to: 'Say "hi" \u2028 👋' },
        { field: 'due', from: null, to: { date: '2026-03-29', time: null } },
        { field: 'tags', from: ['a'], to: [] },
        { field: 'version', from: 1, to: 2 },
      ],
    });
    await record(user, event);
    const { activity } = await user.data(all);
    expect(activity.totalCount).toBe(1);
    expect(activity.nodes[0]).toMatchObject({
      ...{ id: event.id, type: 'task.created.v1', subjectId: event.subject, at: '2026-03-29T00:30:00.000Z' },
      ...{ sequence: 1, previousHash: null },
      actor: { kind: 'API_TOKEN', id: 'token_1', name: 'backup script' },
      changes: [
        { field: 'title', from: null, to: JSON.stringify('Say "hi" \u2028 👋') },
        { field: 'due', from: null, to: '{"date":"2026-03-29","time":null}' },
        { field: 'tags', from: '["a"]', to: '[]' },
        { field: 'version', from: '1', to: '2' },
      ],
    });
  });

  test('is recorded once, however often it is delivered', async () => {
    const user = services.user();
    const [one, two] = [eventOf(user.id), eventOf(user.id)];
    await record(user, one, one, two, one, two);
    await record(user, one, two, eventOf(user.id));
    const { activity } = await user.data(all);
    expect(activity.nodes.map((entry: { sequence: number }) => entry.sequence)).toEqual([3, 2, 1]);
    expect(activity.nodes[2].id).toBe(one.id);
  });

  test("of every type that is a fact of a user's is recorded", async () => {
    const user = services.user();
    const facts = eventCatalogue.filter(
      ({ topics, type }) => topics.includes(Topic.TASK_EVENTS) && type !== UserDeleted.type,
    );
    const notification = { id: newId('notification'), ownerId: user.id, title: 'Milk', body: 'due', taskId: null };
    const data = { notification: { ...notification, readAt: null, createdAt: new Date().toISOString() }, changes: [] };
    await record(user, ...facts.map((type) => eventOf(user.id, { type, data })));
    const { activity } = await user.data(all, { first: 100 });
    expect(activity.nodes.map((entry: { type: string }) => entry.type).toSorted()).toEqual(
      facts.map(({ type }) => type).toSorted(),
    );
  });

  test('of a notification says what it is about', async () => {
    const user = services.user();
    const notification = { id: newId('notification'), ownerId: user.id, title: 'Milk', body: 'is due', taskId: null };
    const createdAt = new Date().toISOString();
    await record(
      user,
      eventOf(user.id, {
        type: NotificationCreated,
        data: { notification: { ...notification, readAt: null, createdAt } },
      }),
      eventOf(user.id, {
        type: NotificationRead,
        data: { notification: { ...notification, readAt: createdAt, createdAt } },
      }),
    );
    const { activity } = await user.data(all);
    expect(activity.nodes.map((entry: { changes: object }) => entry.changes)).toEqual([
      [{ field: 'readAt', from: null, to: JSON.stringify(createdAt) }],
      [
        { field: 'title', from: null, to: '"Milk"' },
        { field: 'body', from: null, to: '"is due"' },
      ],
    ]);
  });

  test('that no entry can be made of is a dead letter at once, and holds up nothing', async () => {
    const user = services.user();
    const poison = [
      eventOf(user.id, { data: { changes: 'all of them' } }),
      eventOf(user.id, { data: {} }),
      eventOf(user.id, { changes: [{ field: 'title', from: null, to: 'lone \ud800 surrogate' }] }),
      eventOf(user.id, { time: 'yesterday' }),
    ];
    await record(user, ...poison, eventOf(user.id));
    const letters = await services.platform.deadLetters.list(Topic.TASK_EVENTS);
    expect(letters.map(({ event }) => event.id).toSorted()).toEqual(poison.map(({ id }) => id).toSorted());
    expect(letters.every(({ attempts }) => attempts === 1)).toBe(true);
    expect((await user.data(all)).activity.nodes).toHaveLength(1);
  });
});

describe('the chain', () => {
  test('can be verified by a stranger, from the API and its documentation alone', async () => {
    const user = services.user();
    const due = { timeZone: 'Europe/Paris', date: '2026-03-29', floating: false, time: '09:00:00' };
    await record(
      user,
      eventOf(user.id, { type: TaskCreated, changes: [{ field: 'due', from: null, to: due }] }),
      eventOf(user.id, { changes: [{ field: 'title', from: 'Ä "quoted" \\ 💡', to: 'tab\tnewline\n' }] }),
      eventOf(user.id, { type: TagCreated, subject: newId('tag'), changes: [] }),
    );
    const { activity } = await user.data(all);
    let previousHash: string | null = null;
    for (const entry of activity.nodes.toReversed()) {
      expect(entry.previousHash).toBe(previousHash);
      const { hash, changes, ...hashed } = entry;
      const values = changes.map(({ field, from, to }: { field: string; from: string | null; to: string | null }) => ({
        field,
        from: from === null ? null : JSON.parse(from),
        to: to === null ? null : JSON.parse(to),
      }));
      const text = sortedJson({ ...hashed, changes: values });
      expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(hash);
      previousHash = hash;
    }
  });

  test('is one per user, whole while events of many users come side by side', async () => {
    const users = Array.from({ length: 8 }, () => services.user());
    const events = Array.from({ length: 160 }, (_, index) => eventOf(users[index % 8]?.id ?? ''));
    // Each twice, in batches that overtake one another.
    await Promise.all([events, events].map((batch) => services.platform.publish(Topic.TASK_EVENTS, batch)));
    for (const [index, user] of users.entries()) {
      await until('all are recorded', async () => (await user.data(all)).activity.totalCount === 20);
      const { activity } = await user.data(all);
      const expected = events.filter((_, at) => at % 8 === index).map(({ id }) => id);
      expect(activity.nodes.map((entry: { id: string }) => entry.id).toSorted()).toEqual(expected.toSorted());
      expect(activity.nodes.at(-1)).toMatchObject({ sequence: 1, previousHash: null });
    }
    expect((await verifyChains(db)).faults).toEqual([]);
  });

  test('is whole where many append to it at the same moment, from its first entry on', async () => {
    const user = services.user();
    await Promise.all(Array.from({ length: 12 }, () => append(eventOf(user.id))));
    const { activity } = await user.data(all);
    expect(activity.nodes.map((entry: { sequence: number }) => entry.sequence)).toEqual(
      Array.from({ length: 12 }, (_, index) => 12 - index),
    );
    expect((await verifyChains(db)).faults).toEqual([]);
  });

  test('takes an event once that two processes record at the same moment, as after a rebalance: one of them has to come again', async () => {
    const user = services.user();
    await append(eventOf(user.id));
    const event = eventOf(user.id);
    const holder = new pg.Client({ connectionString: services.testPlatform.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from activity.chain where owner_id = $1 for update', [user.id]);
    const both = Promise.allSettled([append(event), append(event)]);
    try {
      await until('both wait for the end of the chain', async () => {
        // Not in the transaction, which sees all the time what it saw first.
        const { rowCount } = await db.query(
          `select from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%activity.chain%'`,
        );
        return rowCount === 2;
      });
    } finally {
      await holder.query('commit');
      await holder.end();
    }
    expect((await both).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await append(event);
    expect((await user.data(all)).activity.totalCount).toBe(2);
    expect((await verifyChains(db)).faults).toEqual([]);
  });

  test('cannot be altered by the service itself, nor cut', async () => {
    const user = services.user();
    await record(user, eventOf(user.id), eventOf(user.id));
    const service = new pg.Client({ connectionString: await services.platform.secret('activity-database-url') });
    await service.connect();
    try {
      await service.query(`set rondo.owner = '*'`);
      for (const statement of [
        `update activity.entry set type = 'task.deleted.v1'`,
        'delete from activity.entry',
        'truncate activity.entry',
        'drop table activity.entry',
        'alter table activity.entry disable row level security',
        'drop function activity.erase_entries()',
      ]) {
        await expect(service.query(statement), statement).rejects.toThrow(/permission denied|must be owner/);
      }
      // Erasing takes one user's, never everybody's.
      await service.query('select activity.erase_entries()');
    } finally {
      await service.end();
    }
    expect((await user.data(all)).activity.totalCount).toBe(2);
    expect((await verifyChains(db)).faults).toEqual([]);
  });
});

describe('a user', () => {
  test('sees no entry of another, by list, by subject or by id', async () => {
    const [mine, theirs] = [services.user(), services.user()];
    const event = eventOf(theirs.id);
    await record(theirs, event);
    expect((await mine.data(all)).activity.nodes).toEqual([]);
    expect((await mine.data(all, { filter: { subjectId: event.subject } })).activity.nodes).toEqual([]);
    const entities = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
      ... on Activity { id type } ... on Task { history { totalCount } } } }`;
    const refs = [
      { __typename: 'Activity', id: event.id },
      { __typename: 'Task', id: event.subject },
    ];
    expect((await mine.data(entities, { refs }))._entities).toEqual([null, { history: { totalCount: 0 } }]);
    expect((await theirs.data(entities, { refs }))._entities).toEqual([
      { id: event.id, type: 'task.updated.v1' },
      { history: { totalCount: 1 } },
    ]);
  });

  test('whose account is deleted leaves nothing; events of theirs that come late are not recorded', async () => {
    const [gone, stays] = [services.user(), services.user()];
    await record(gone, eventOf(gone.id), eventOf(gone.id));
    await record(stays, eventOf(stays.id));
    const deleted = eventOf(gone.id, { type: UserDeleted, subject: gone.id, data: { userId: gone.id } });
    await services.platform.publish(Topic.TASK_EVENTS, [deleted, eventOf(gone.id), deleted]);
    await until('the entries are gone', async () => (await gone.data(all)).activity.totalCount === 0);
    await until('the last one is handled', () => handled.filter((id) => id === deleted.id).length === 2);
    const { rows } = await db.query('select 1 from activity.entry where owner_id = $1', [gone.id]);
    expect(rows).toEqual([]);
    expect((await stays.data(all)).activity.totalCount).toBe(1);
    expect((await verifyChains(db)).faults).toEqual([]);
  });
});

describe('the list', () => {
  let user: TestUser;
  const task = newId('task');
  const at = (minute: number) => `2026-03-29T00:0${minute}:00.000Z`;
  beforeAll(async () => {
    user = services.user();
    await record(
      user,
      eventOf(user.id, { type: TaskCreated, subject: task, time: at(1) }),
      eventOf(user.id, { type: TagCreated, subject: newId('tag'), time: at(2) }),
      eventOf(user.id, { type: TaskUpdated, subject: task, time: at(3) }),
      eventOf(user.id, { type: TaskCompleted, subject: task, time: at(4) }),
      eventOf(user.id, { type: TaskCreated, time: at(5) }),
    );
  });
  const sequences = async (variables: object) =>
    (await user.data(all, { ...variables })).activity.nodes.map((entry: { sequence: number }) => entry.sequence);

  test.each([
    [{}, [5, 4, 3, 2, 1]],
    [{ types: ['task.created.v1'] }, [5, 1]],
    [{ types: ['tag.created.v1', 'task.completed.v1'] }, [4, 2]],
    [{ types: [] }, []],
    [{ subjectId: task }, [4, 3, 1]],
    [{ subjectId: task, types: ['task.created.v1'] }, [1]],
    [{ subjectId: 'nobody' }, []],
    [{ at: { from: at(2), to: at(4) } }, [3, 2]],
    [{ at: { from: at(4) } }, [5, 4]],
    [{ at: { to: at(2) } }, [1]],
    [{ at: { from: at(4), to: at(2) } }, []],
  ])('narrowed by %j is %j, the newest first', async (filter, expected) => {
    expect(await sequences({ filter })).toEqual(expected);
    expect((await user.data(all, { filter })).activity.totalCount).toBe(expected.length);
  });

  test('pages forward and backward without repeats, also while it grows', async () => {
    const { activity: first } = await user.data(all, { first: 2 });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(await sequences({ first: 2, after: first.pageInfo.endCursor })).toEqual([3, 2]);
    expect(await sequences({ last: 2 })).toEqual([2, 1]);
    expect(await sequences({ last: 2, before: first.pageInfo.endCursor })).toEqual([5]);
    const filter = { subjectId: task };
    const { activity: narrowed } = await user.data(all, { filter, first: 1 });
    expect(await sequences({ filter, first: 1, after: narrowed.pageInfo.endCursor })).toEqual([3]);
  });

  test.each([
    [{ filter: { types: ['task.created.v1', 'task.eaten.v1'] } }, 'BAD_USER_INPUT', 'filter.types.1'],
    [{ first: 0 }, 'BAD_USER_INPUT', 'first'],
    [{ first: 101 }, 'BAD_USER_INPUT', 'first'],
    [{ first: 1, last: 1 }, 'BAD_USER_INPUT', 'last'],
    [{ after: 'made up' }, 'CURSOR_INVALID', 'after'],
  ])('refuses %j', async (variables, code, argument) => {
    expect((await user.error(all, variables)).extensions).toMatchObject({ code, argument });
  });

  test("a task's history is its part of the list", async () => {
    const query = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Task {
      history(first: 2) { totalCount nodes { sequence type } pageInfo { hasNextPage } } } } }`;
    const { _entities } = await user.data(query, { refs: [{ __typename: 'Task', id: task }] });
    expect(_entities[0].history).toEqual({
      totalCount: 3,
      nodes: [
        { sequence: 4, type: 'task.completed.v1' },
        { sequence: 3, type: 'task.updated.v1' },
      ],
      pageInfo: { hasNextPage: true },
    });
  });
});

/** RFC 8785 as a stranger would write it, for what occurs in entries. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`;
}
