import { openDatabase } from '@rondo/platform/database/database.ts';
import { systemOwner } from '@rondo/platform/database/row-level-security.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventOf } from './testing/tasks.ts';
import {
  addReminder,
  addReminderIn,
  dueInMs,
  findReminder,
  inMs,
  notificationsOf,
  reminderIn,
  remindersOf,
  startWorld,
  type World,
} from './testing/world.ts';

const hour = 3_600_000;
let world: World;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  user = world.user();
});

function ask(details: { id?: string; at?: string; before?: string; channels?: ('IN_APP' | 'EMAIL')[] }) {
  return { id: newId('reminder'), at: null, before: null, channels: [], ...details };
}

function reminders(taskId: string, count: number) {
  return until(`there are ${count} reminders`, async () => {
    const found = await remindersOf(user, taskId);
    return found.length === count && found;
  });
}

describe('the reminders that a task was created with', () => {
  it('are made with the ids that they were promised, once', async () => {
    const asked = [ask({ at: inMs(hour) }), ask({ before: 'PT1H', channels: ['IN_APP'] })];
    world.tasks.held = [];
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(3 * hour), reminders: asked });
    await world.tasks.release((events) => [...events, ...events, ...events]);
    const made = await reminders(task.id, 2);
    expect(made).toMatchObject([
      { id: asked[0]?.id, before: null, channels: ['IN_APP', 'EMAIL'], state: 'SCHEDULED' },
      { id: asked[1]?.id, before: 'PT1H', channels: ['IN_APP'], state: 'SCHEDULED' },
    ]);
    const events = await until('both are heard', () => {
      const own = world.heard.filter(
        ({ partitionkey, type }) => partitionkey === user.id && type.startsWith('reminder.'),
      );
      return own.length >= 2 && own;
    });
    expect(events.map(({ type, actorkind }) => [type, actorkind])).toEqual([
      ['reminder.scheduled.v1', 'SYSTEM'],
      ['reminder.scheduled.v1', 'SYSTEM'],
    ]);
  });

  it('fire though their event came after their moment: late is better than never', async () => {
    world.tasks.held = [];
    const at = inMs(400);
    await world.tasks.create({ ownerId: user.id, reminders: [ask({ at, channels: ['IN_APP'] })] });
    await until('the moment has passed', () => Date.now() > Date.parse(at) + 50);
    await world.tasks.release();
    await until('it is sent', async () => (await notificationsOf(user)).totalCount === 1);
  });

  it('get a fresh id where another user took theirs meanwhile', async () => {
    const other = world.user();
    const theirs = await addReminder(other, (await world.tasks.create({ ownerId: other.id })).id, { at: inMs(hour) });
    const task = await world.tasks.create({ ownerId: user.id, reminders: [ask({ id: theirs.id, at: inMs(hour) })] });
    const [made] = await reminders(task.id, 1);
    expect(made.id).not.toBe(theirs.id);
  });
});

describe('reminders', () => {
  it('follow the due time where they are relative to it, and say so', async () => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(hour) });
    const relative = await addReminder(user, task.id, { before: 'PT15M' });
    const fixed = await addReminder(user, task.id, { at: inMs(hour) });
    const due = dueInMs(2 * hour);
    await world.tasks.update(task, { due });
    const moved = await until('it has moved', async () => {
      const found = await findReminder(user, relative.id);
      return found.at !== relative.at && found;
    });
    expect(Date.parse(moved.at)).toBe(Date.parse(due.at) - 15 * 60_000);
    expect(await findReminder(user, fixed.id)).toEqual(fixed);
    const event = await until('it is heard', () =>
      world.heard.find(({ subject, type }) => subject === relative.id && type === 'reminder.moved.v1'),
    );
    expect(event.data).toMatchObject({ changes: [{ field: 'at', from: relative.at, to: moved.at }] });
  });

  it('fire at their new moment', async () => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(2 * hour) });
    const { id } = await addReminder(user, task.id, { before: 'PT1H', channels: ['IN_APP'] });
    const due = dueInMs(hour + 500);
    await world.tasks.update(task, { due });
    await reminderIn(user, id, 'SENT');
    const { nodes } = await notificationsOf(user);
    const lateness = Date.parse(nodes[0].createdAt) - (Date.parse(due.at) - hour);
    expect(lateness).toBeGreaterThanOrEqual(0);
    expect(lateness).toBeLessThan(1_000);
  });

  it('do not fire for a moment that the due time was moved past, and wait again when it moves on', async () => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(2 * hour) });
    const { id } = await addReminder(user, task.id, { before: 'PT1H', channels: ['IN_APP'] });
    await world.tasks.update(task, { due: dueInMs(hour / 2) });
    await reminderIn(user, id, 'CANCELLED');
    await world.tasks.update(task, { due: dueInMs(2 * hour) });
    await reminderIn(user, id, 'SCHEDULED');
    expect((await notificationsOf(user)).totalCount).toBe(0);
  });

  it.each([
    ['completed and reopened', 'complete', 'reopen'],
    ['deleted and restored', 'delete', 'restore'],
  ] as const)('are cancelled and come back with a task that is %s', async (_, close, open) => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(2 * hour) });
    const relative = await addReminder(user, task.id, { before: 'PT1H' });
    const fixed = await addReminder(user, task.id, { at: inMs(hour) });
    const snoozed = await addReminder(user, task.id, { at: inMs(hour) });
    await user.data('mutation ($id: ID!) { snoozeReminder(id: $id, for: "PT3H") { id } }', { id: snoozed.id });
    await world.tasks[close](task);
    for (const { id } of [relative, fixed, snoozed]) await reminderIn(user, id, 'CANCELLED');
    await world.tasks[open](task);
    expect((await reminderIn(user, relative.id, 'SCHEDULED')).at).toBe(relative.at);
    expect((await reminderIn(user, fixed.id, 'SCHEDULED')).at).toBe(fixed.at);
    await reminderIn(user, snoozed.id, 'SNOOZED');
  });

  it('are gone with a task that is gone for good; its notifications stay without it', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['IN_APP'] });
    await reminderIn(user, id, 'SENT');
    await world.tasks.purge(await world.tasks.delete(task));
    await until('the reminder is gone', async () => (await findReminder(user, id)) === null);
    expect((await notificationsOf(user)).nodes).toMatchObject([{ task: null }]);
  });
});

describe('the next occurrence of a series', () => {
  it('gets relative reminders of its own, in whatever state those of the one before are', async () => {
    const first = await world.tasks.create({ ownerId: user.id, due: dueInMs(2 * hour + 400) });
    const waiting = await addReminder(user, first.id, { before: 'PT1H', channels: ['EMAIL'] });
    const sent = await addReminder(user, first.id, { before: 'PT2H', channels: ['IN_APP'] });
    await addReminder(user, first.id, { at: inMs(hour) });
    await reminderIn(user, sent.id, 'SENT');
    await world.tasks.complete(first);
    const next = await world.tasks.create({ ownerId: user.id, due: dueInMs(26 * hour), occurrenceOf: first.id });
    const made = await reminders(next.id, 2);
    expect(made.map(({ before, channels, state }) => ({ before, channels, state }))).toEqual([
      { before: sent.before, channels: ['IN_APP'], state: 'SCHEDULED' },
      { before: 'PT1H', channels: ['EMAIL'], state: 'SCHEDULED' },
    ]);
    expect(made.map(({ id }) => id)).not.toContain(waiting.id);
    expect(Date.parse(made[1].at)).toBe(Date.parse(next.due?.at ?? '') - hour);
  });

  it('gets them cancelled where their moment has passed, so that they do not all fire at once', async () => {
    const first = await world.tasks.create({ ownerId: user.id, due: dueInMs(2 * hour) });
    await addReminder(user, first.id, { before: 'PT1H', channels: ['IN_APP'] });
    const next = await world.tasks.create({ ownerId: user.id, due: dueInMs(hour / 2), occurrenceOf: first.id });
    expect(await reminders(next.id, 1)).toMatchObject([{ state: 'CANCELLED' }]);
    await world.tasks.update(next, { due: dueInMs(3 * hour) });
    await until('it waits', async () => (await remindersOf(user, next.id))[0].state === 'SCHEDULED');
  });
});

describe('events out of order', () => {
  it('lead to the same state as in order, as versions tell which is the last', async () => {
    world.tasks.held = [];
    const task = await world.tasks.create({
      ownerId: user.id,
      due: dueInMs(2 * hour),
      reminders: [ask({ before: 'PT30M' }), ask({ at: inMs(hour) })],
    });
    await world.tasks.complete(task);
    await world.tasks.reopen(task);
    const due = dueInMs(4 * hour);
    await world.tasks.update(task, { due });
    const second = await world.tasks.create({ ownerId: user.id, due: dueInMs(26 * hour), occurrenceOf: task.id });
    const third = await world.tasks.create({ ownerId: user.id, due: dueInMs(50 * hour), occurrenceOf: second.id });
    await world.tasks.release((events) => events.toReversed());
    const made = await reminders(task.id, 2);
    expect(made.map(({ state }) => state)).toEqual(['SCHEDULED', 'SCHEDULED']);
    expect(Date.parse(made[1].at)).toBe(Date.parse(due.at) - hour / 2);
    expect(await reminders(second.id, 1)).toMatchObject([{ before: 'PT30M', state: 'SCHEDULED' }]);
    expect(await reminders(third.id, 1)).toMatchObject([{ before: 'PT30M', state: 'SCHEDULED' }]);
  });

  it('do not bring back the reminders of a task that was completed meanwhile', async () => {
    world.tasks.held = [];
    const task = await world.tasks.create({ ownerId: user.id, reminders: [ask({ at: inMs(hour) })] });
    await world.tasks.complete(task);
    await world.tasks.release((events) => events.toReversed());
    expect(await reminders(task.id, 1)).toMatchObject([{ state: 'CANCELLED' }]);
  });
});

describe('an account that is deleted', () => {
  it('leaves nothing behind', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['IN_APP', 'EMAIL'] });
    await reminderIn(user, id, 'SENT');
    await world.services.platform.publish(Topic.TASK_EVENTS, [
      eventOf(UserDeleted, user.id, user.id, { userId: user.id }),
    ]);
    await until('the reminder is gone', async () => (await findReminder(user, id)) === null);
    const { platform } = world.services;
    await using database = await openDatabase({
      service: 'notifications',
      url: await platform.secret('notifications-database-url'),
      migrationUrl: '',
      entities: [],
      migrations: [],
      log: testLog,
    });
    for (const table of ['task', 'reminder', 'delivery', 'notification', 'push_subscription']) {
      const rows = await database.transaction(systemOwner, (em) =>
        queryRows(em, `select 1 from notifications.${table} where owner_id = $1`, [user.id]),
      );
      expect([table, rows.length]).toEqual([table, 0]);
    }
  });
});
