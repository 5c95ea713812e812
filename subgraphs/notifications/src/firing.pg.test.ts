import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a reminder', () => {
  it('fires at its time, never before it, on every channel that was asked for', async () => {
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id, title: 'Call mum', due: dueInMs(60_000) });
    const reminder = await addReminderIn(user, task.id, 1_500, { channels: ['EMAIL', 'IN_APP'] });
    const { at } = reminder;
    expect(reminder).toMatchObject({
      before: null,
      channels: ['IN_APP', 'EMAIL'],
      state: 'SCHEDULED',
      deliveries: [],
    });

    await reminderIn(user, reminder.id, 'SENT');
    const { nodes, unreadCount } = await notificationsOf(user);
    expect(nodes).toMatchObject([{ title: 'Call mum', readAt: null, task: { id: task.id } }]);
    expect(nodes[0].body).toMatch(/^Due \d+ \w+ \d{4} at \d\d:\d\d$/);
    expect(unreadCount).toBe(1);
    const lateness = Date.parse(nodes[0].createdAt) - Date.parse(at);
    expect(lateness).toBeGreaterThanOrEqual(0);
    // By the alarm, and not by the sweep that is every 30 s; how late it is at most is measured by a benchmark.
    expect(lateness).toBeLessThan(10_000);

    const mail = await until('the mail is there', () =>
      world.smtp.received.find(({ to }) => to[0] === `${user.id}@example.com`),
    );
    expect(mail.parsed.subject).toBe('Call mum');
    expect(mail.parsed.html).toContain(`https://rondo.example/tasks/${task.id}`);
    const delivered = await until('both channels say so', async () => {
      const { deliveries } = (await findReminder(user, reminder.id)) ?? {};
      return deliveries.every(({ state }: { state: string }) => state === 'DELIVERED') && deliveries;
    });
    expect(delivered).toMatchObject([
      { channel: 'IN_APP', attempts: 1, lastError: null, deliveredAt: expect.any(String) },
      { channel: 'EMAIL', attempts: 1, lastError: null, deliveredAt: expect.any(String) },
    ]);
  });

  it('is heard of by clients: made, and sent with its notification', async () => {
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    const reminder = await addReminderIn(user, task.id, 400, { channels: ['IN_APP'] });
    const events = await until('both are heard', () => {
      const own = world.heard.filter(({ partitionkey, type }) => partitionkey === user.id && !type.startsWith('task.'));
      return own.length >= 3 && own;
    });
    expect(events.map(({ type, actorkind }) => [type, actorkind])).toEqual([
      ['reminder.scheduled.v1', 'USER'],
      ['notification.created.v1', 'SYSTEM'],
      ['reminder.sent.v1', 'SYSTEM'],
    ]);
    expect(events[2]?.data).toMatchObject({
      reminder: { id: reminder.id, taskId: task.id, state: 'SENT' },
      changes: [{ field: 'state', from: 'SCHEDULED', to: 'SENT' }],
    });
  });

  it('can be added to a task that was created a moment ago, whose event has not come', async () => {
    const user = world.user();
    world.tasks.held = [];
    const task = await world.tasks.create({ ownerId: user.id, title: 'New', due: dueInMs(60_000 + 3_000) });
    const reminder = await addReminder(user, task.id, { before: 'PT1M', channels: ['IN_APP'] });
    await reminderIn(user, reminder.id, 'SENT');
    expect((await notificationsOf(user)).nodes).toMatchObject([{ title: 'New' }]);
    await world.tasks.release();
  });

  it('comes before one that was there first, where it is earlier', async () => {
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    await addReminder(user, task.id, { at: inMs(3_600_000) });
    const sooner = await addReminderIn(user, task.id, 500, { channels: ['IN_APP'] });
    await reminderIn(user, sooner.id, 'SENT');
  });

  it('fires though the tasks do not answer', async () => {
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    world.tasks.answers = false;
    const reminder = await addReminderIn(user, task.id, 400, { channels: ['IN_APP'] });
    await reminderIn(user, reminder.id, 'SENT');
    world.tasks.answers = true;
  });
});

describe('a reminder is not sent, though its event has not come yet, where the task', () => {
  const cases = [
    ['was completed', (task: Parameters<World['tasks']['complete']>[0]) => world.tasks.complete(task), 'CANCELLED'],
    ['was deleted', (task: Parameters<World['tasks']['complete']>[0]) => world.tasks.delete(task), 'CANCELLED'],
    [
      'was moved',
      (task: Parameters<World['tasks']['complete']>[0]) => world.tasks.update(task, { due: dueInMs(7_200_000) }),
      'SCHEDULED',
    ],
  ] as const;
  it.each(cases)('%s', async (_, change, state) => {
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(60_000 + 4_000) });
    const reminder = await addReminder(user, task.id, { before: 'PT1M', channels: ['IN_APP', 'EMAIL'] });
    await until('the task is known', async () => (await remindersOf(user, task.id)).length === 1);
    world.tasks.held = [];
    await change(task);
    const other = await addReminder(user, (await world.tasks.create({ ownerId: user.id })).id, {
      at: inMs(4_000),
      channels: ['IN_APP'],
    });
    await reminderIn(user, other.id, 'SENT');
    expect(await findReminder(user, reminder.id)).toMatchObject({ state, deliveries: [] });
    expect((await notificationsOf(user)).totalCount).toBe(1);
    await world.tasks.release();
  });
});

describe('what is not there', () => {
  it('is null for another user', async () => {
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    const reminder = await addReminder(user, task.id, { at: inMs(60_000) });
    expect(await findReminder(world.user(), reminder.id)).toBeNull();
    expect(await findReminder(user, newId('reminder'))).toBeNull();
    expect(await remindersOf(world.user(), task.id)).toEqual([]);
  });
});
