import type { TestUser } from '@rondo/platform/testing/service.ts';
import { smtpRefusal } from '@rondo/platform/testing/smtp.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addReminder,
  addReminderIn,
  dueInMs,
  findReminder,
  inMs,
  notificationsOf,
  reminderFields,
  reminderIn,
  remindersOf,
  startWorld,
  type World,
} from './testing/world.ts';

const hour = 3_600_000;
const add = /* GraphQL */ `
  mutation ($taskId: ID!, $reminder: ReminderInput!) { addReminder(taskId: $taskId, reminder: $reminder) { id } }
`;
const snooze = /* GraphQL */ `
  mutation ($id: ID!, $for: Duration, $until: DateTime) { snoozeReminder(id: $id, for: $for, until: $until) { ...R } }
  ${reminderFields}
`;
const acknowledge = `mutation ($id: ID!) { acknowledgeReminder(id: $id) { ...R } } ${reminderFields}`;
const remove = 'mutation ($id: ID!) { removeReminder(id: $id) }';

let world: World;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  user = world.user();
});

describe('adding a reminder', () => {
  it('is done once by a client-made id, however often the call comes', async () => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(hour) });
    const reminder = { id: newId('reminder'), before: 'PT15M', channels: ['IN_APP'] };
    const first = await addReminder(user, task.id, reminder);
    expect(first).toMatchObject({ id: reminder.id, before: 'PT15M', state: 'SCHEDULED', task: { id: task.id } });
    expect(Date.parse(first.at)).toBe(Date.parse(task.due?.at ?? '') - 15 * 60_000);
    expect(await addReminder(user, task.id, reminder)).toEqual(first);
    for (const other of [
      { ...reminder, before: 'PT10M' },
      { ...reminder, channels: ['EMAIL'] },
    ]) {
      expect((await user.error(add, { taskId: task.id, reminder: other })).extensions).toMatchObject({
        code: 'CONFLICT',
        argument: 'reminder.id',
      });
    }
    expect(await remindersOf(user, task.id)).toEqual([first]);
  });

  it('is the same call even when its moment has passed and it was snoozed', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const reminder = { id: newId('reminder'), at: inMs(400), channels: ['IN_APP'] };
    await addReminder(user, task.id, reminder);
    await reminderIn(user, reminder.id, 'SENT');
    await user.data(snooze, { id: reminder.id, for: 'PT1H' });
    expect((await addReminder(user, task.id, reminder)).state).toBe('SNOOZED');
  });

  it('reaches the usual channels where none are named: mail and the app, and browsers where there is one', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    expect((await addReminder(user, task.id, { at: inMs(hour) })).channels).toEqual(['IN_APP', 'EMAIL']);
    expect((await addReminder(user, task.id, { at: inMs(hour), channels: [] })).channels).toEqual(['IN_APP', 'EMAIL']);
    const twice = { at: inMs(hour), channels: ['EMAIL', 'EMAIL', 'IN_APP'] };
    expect((await addReminder(user, task.id, twice)).channels).toEqual(['IN_APP', 'EMAIL']);
  });

  it.each([
    ['neither moment', {}, 'reminder'],
    ['both moments', { at: inMs(hour), before: 'PT1M' }, 'reminder'],
    ['an instant that is past', { at: inMs(-1_000) }, 'reminder.at'],
    ['a moment before the due time that is past', { before: 'PT2H' }, 'reminder.before'],
    ['a negative duration', { before: '-PT15M' }, 'reminder.before'],
    ['a duration beyond all calendars', { before: 'P999999Y' }, 'reminder.before'],
    ['an id of another kind', { id: newId('task'), at: inMs(hour) }, 'reminder.id'],
  ])('refuses %s, and nothing changes', async (_, reminder, argument) => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(hour) });
    const error = await user.error(add, { taskId: task.id, reminder });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(await remindersOf(user, task.id)).toEqual([]);
  });

  it('refuses a moment before the due time of a task that has none', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const error = await user.error(add, { taskId: task.id, reminder: { before: 'PT15M' } });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'reminder.before' });
  });

  it('takes a due time that the task was given a moment ago, whose event has not come', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    await addReminder(user, task.id, { at: inMs(hour) });
    world.tasks.held = [];
    await world.tasks.update(task, { due: dueInMs(hour) });
    expect(await addReminder(user, task.id, { before: 'PT15M' })).toMatchObject({ state: 'SCHEDULED' });
    await world.tasks.release();
  });

  it("refuses a task that is completed, another user's, or not there", async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const reminder = { at: inMs(hour) };
    for (const [by, taskId] of [
      [world.user(), task.id],
      [user, newId('task')],
      [user, 'nonsense'],
    ] as const) {
      expect((await by.error(add, { taskId, reminder })).extensions).toEqual({ code: 'NOT_FOUND', argument: 'taskId' });
    }
    await world.tasks.complete(task);
    expect((await user.error(add, { taskId: task.id, reminder })).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'taskId',
    });
  });

  it('refuses an id that another user has, without a word about it', async () => {
    const other = world.user();
    const theirs = await addReminder(other, (await world.tasks.create({ ownerId: other.id })).id, { at: inMs(hour) });
    const task = await world.tasks.create({ ownerId: user.id });
    const error = await user.error(add, { taskId: task.id, reminder: { id: theirs.id, at: inMs(hour) } });
    expect(error).toMatchObject({
      message: 'This id is taken. Use a new one.',
      extensions: { code: 'CONFLICT', argument: 'reminder.id' },
    });
  });

  it('refuses a 51st reminder on a task', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    for (let count = 0; count < 50; count++) await addReminder(user, task.id, { at: inMs(hour), channels: ['IN_APP'] });
    const error = await user.error(add, { taskId: task.id, reminder: { at: inMs(hour) } });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'reminder' });
  });
});

describe('snoozing', () => {
  it('has a reminder that was sent come again, with a new notification', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['IN_APP', 'EMAIL'] });
    await reminderIn(user, id, 'SENT');
    await until('it is mailed', () => world.smtp.received.some(({ to }) => to[0]?.startsWith(user.id)));
    const until1 = inMs(400);
    const snoozed = (await user.data(snooze, { id, until: until1 })).snoozeReminder;
    expect(snoozed).toMatchObject({ state: 'SNOOZED', at: until1 });
    expect((await notificationsOf(user)).totalCount).toBe(1);

    await reminderIn(user, id, 'SENT');
    const { nodes } = await notificationsOf(user);
    expect(new Set(nodes.map((node: { id: string }) => node.id)).size).toBe(2);
    const mails = await until('both are mailed', () => {
      const own = world.smtp.received.filter(({ to }) => to[0]?.startsWith(user.id));
      return own.length === 2 && own;
    });
    expect(mails.map(({ parsed }) => parsed.messageId)).toEqual(
      [1, 2].map((firing) => `<${id}-${firing}@mail.example>`),
    );
  });

  it('puts off one that has not come yet', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 300, { channels: ['IN_APP'] });
    const { snoozeReminder } = await user.data(snooze, { id, for: 'PT1H' });
    expect(Date.parse(snoozeReminder.at)).toBeGreaterThan(Date.now() + hour - 10_000);
    const marker = await addReminderIn(user, task.id, 600, { channels: ['EMAIL'] });
    await reminderIn(user, marker.id, 'SENT');
    expect((await findReminder(user, id)).state).toBe('SNOOZED');
  });

  it.each([
    ['no time at all', {}, 'for'],
    ['two times', { for: 'PT1H', until: inMs(hour) }, 'for'],
    ['an instant that is past', { until: inMs(-1_000) }, 'until'],
    ['a duration of nothing', { for: 'PT0S' }, 'for'],
    ['a negative duration', { for: '-PT5M' }, 'for'],
    ['a duration beyond all calendars', { for: 'P99999Y' }, 'for'],
  ])('refuses %s, and nothing changes', async (_, time, argument) => {
    const task = await world.tasks.create({ ownerId: user.id });
    const reminder = await addReminder(user, task.id, { at: inMs(hour) });
    const error = await user.error(snooze, { id: reminder.id, ...time });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(await findReminder(user, reminder.id)).toEqual(reminder);
  });

  it('is refused for one that will not come again, and for the reminder of a task that is done', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const acknowledged = await addReminder(user, task.id, { at: inMs(hour) });
    await user.data(acknowledge, { id: acknowledged.id });
    const sent = await addReminderIn(user, task.id, 400, { channels: ['IN_APP'] });
    const waiting = await addReminder(user, task.id, { at: inMs(hour) });
    await reminderIn(user, sent.id, 'SENT');
    await world.tasks.complete(task);
    await reminderIn(user, waiting.id, 'CANCELLED');
    for (const { id } of [acknowledged, sent, waiting]) {
      expect((await user.error(snooze, { id, for: 'PT1H' })).extensions).toMatchObject({
        code: 'CONFLICT',
        argument: 'id',
      });
    }
  });
});

describe('acknowledging', () => {
  it('stays, whatever the task does, and can be repeated', async () => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(hour) });
    const { id } = await addReminder(user, task.id, { before: 'PT15M', channels: ['IN_APP'] });
    const other = await addReminder(user, task.id, { before: 'PT10M', channels: ['IN_APP'] });
    expect((await user.data(acknowledge, { id })).acknowledgeReminder.state).toBe('ACKNOWLEDGED');
    expect((await user.data(acknowledge, { id })).acknowledgeReminder.state).toBe('ACKNOWLEDGED');
    await world.tasks.complete(task);
    await reminderIn(user, other.id, 'CANCELLED');
    await world.tasks.reopen(task);
    await reminderIn(user, other.id, 'SCHEDULED');
    await world.tasks.update(task, { due: dueInMs(2 * hour) });
    await until('the other has moved', async () => (await findReminder(user, other.id)).at !== other.at);
    expect(await findReminder(user, id)).toMatchObject({ state: 'ACKNOWLEDGED' });
  });

  it('is refused for one that was cancelled with its task', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminder(user, task.id, { at: inMs(hour) });
    await world.tasks.complete(task);
    await reminderIn(user, id, 'CANCELLED');
    expect((await user.error(acknowledge, { id })).extensions).toMatchObject({ code: 'CONFLICT', argument: 'id' });
  });

  it('ends the retries of channels that have not got through', async () => {
    world.addresses.set(user.id, 'slow@example.com');
    const { answer } = world.smtp;
    world.smtp.answer = ({ to }) => {
      if (to.includes('slow@example.com')) throw smtpRefusal(451, 'Later');
    };
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['IN_APP', 'EMAIL'] });
    await until('the first try has failed', async () => (await findReminder(user, id)).deliveries[1]?.lastError);
    await user.data(acknowledge, { id });
    const email = await until('the mail is given up', async () => {
      const delivery = (await findReminder(user, id)).deliveries[1];
      return delivery.state === 'FAILED' && delivery;
    });
    expect(email.lastError).toBe('Not sent: the reminder was acknowledged, snoozed, moved or cancelled before.');
    world.smtp.answer = answer;
  });
});

describe('removing', () => {
  it('takes the reminder away, not the notification that it made', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['IN_APP'] });
    await reminderIn(user, id, 'SENT');
    expect((await user.data(remove, { id })).removeReminder).toBe(id);
    expect(await findReminder(user, id)).toBeNull();
    expect((await notificationsOf(user)).totalCount).toBe(1);
    expect((await user.error(remove, { id })).extensions).toEqual({ code: 'NOT_FOUND', argument: 'id' });
    const event = await until('it is heard', () => world.heard.find(({ type }) => type === 'reminder.removed.v1'));
    expect(event.data).toMatchObject({
      reminder: { id },
      changes: expect.arrayContaining([{ field: 'state', from: 'SENT', to: null }]),
    });
  });

  it('keeps it from firing', async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminder(user, task.id, { at: inMs(1_000), channels: ['IN_APP'] });
    await user.data(remove, { id });
    const marker = await addReminderIn(user, task.id, 1_200, { channels: ['IN_APP'] });
    await reminderIn(user, marker.id, 'SENT');
    expect((await notificationsOf(user)).totalCount).toBe(1);
  });

  it.each([
    ['removeReminder', remove, {}],
    ['snoozeReminder', snooze, { for: 'PT1H' }],
    ['acknowledgeReminder', acknowledge, {}],
  ])("and the like are NOT_FOUND for another user's reminder: %s", async (_, mutation, more) => {
    const task = await world.tasks.create({ ownerId: user.id });
    const reminder = await addReminder(user, task.id, { at: inMs(hour) });
    const error = await world.user().error(mutation, { id: reminder.id, ...more });
    expect(error.extensions).toEqual({ code: 'NOT_FOUND', argument: 'id' });
    expect(await findReminder(user, reminder.id)).toEqual(reminder);
  });
});
