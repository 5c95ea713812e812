import { openMailer } from '@rondo/platform/mail.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { notifications } from './main.ts';
import { claimParcels } from './parcel.ts';
import { sweep } from './sweep.ts';
import { queryTestDatabase } from './testing/database.ts';
import {
  addReminder,
  addReminderIn,
  dueInMs,
  findReminder,
  inMs,
  notificationsOf,
  reminderIn,
  startWorld,
  type World,
} from './testing/world.ts';

afterEach(() => vi.useRealTimers());

/** The service once more, as another process would run it, or this one after a restart. */
async function another(world: World, platform: Platform = world.services.platform): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const mailer = stack.use(
    openMailer({ smtpUrl: world.smtp.url, from: 'rondo@mail.example', directory: world.mailDirectory }),
  );
  const settings = { publicUrl: 'https://rondo.example', mailer, outbound: { allowLoopback: true } };
  stack.use(await startService(notifications(settings), platform, testLog));
  return stack.move();
}

/** So many more reminders like each that there is, due now. */
function makeDue(world: World, each: number): Promise<object[]> {
  return queryTestDatabase(
    world,
    `insert into notifications.reminder (id, owner_id, task_id, asked_at, channels, state, at, fire_at, created_at)
     select id || '_' || n, owner_id, task_id, now(), channels, state, now(), now(), now()
     from notifications.reminder, generate_series(1, $1::int) as n`,
    [each],
  );
}

describe('reminders', () => {
  it('come within a second though their wake-up was lost', async () => {
    await using world = await startWorld();
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    const at = inMs(1_500);
    const { id } = await addReminder(user, task.id, { at, channels: ['IN_APP'] });
    await until('the job is lost', async () => {
      const lost = await queryTestDatabase(world, `delete from platform.job where name = 'reminders' returning name`);
      return lost.length > 0;
    });
    await reminderIn(user, id, 'SENT');
    const { nodes } = await notificationsOf(user);
    const lateness = Date.parse(nodes[0].createdAt) - Date.parse(at);
    expect(lateness).toBeGreaterThanOrEqual(0);
    expect(lateness).toBeLessThan(1_000);
  });

  it('are each sent once, however many replicas sweep', async () => {
    await using world = await startWorld();
    await using _second = await another(world, await world.services.testPlatform.openAnother());
    const users = Array.from({ length: 20 }, () => world.user());
    for (const user of users) {
      const task = await world.tasks.create({ ownerId: user.id });
      await addReminder(user, task.id, { at: inMs(3_600_000), channels: ['IN_APP', 'EMAIL'] });
    }
    await makeDue(world, 10);
    await world.services.platform.schedule('notifications', 'reminders', new Date());
    await until('all are mailed', () => world.smtp.received.length >= 200, 30_000);
    for (const user of users) expect((await notificationsOf(user)).totalCount).toBe(10);
    const ids = world.smtp.received.map(({ parsed }) => parsed.messageId);
    expect(new Set(ids).size).toBe(200);
    expect(ids).toHaveLength(200);
  });

  it('are fired by one of the sweeps that find them at the same time', async () => {
    await using world = await startWorld();
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    await addReminder(user, task.id, { at: inMs(3_600_000), channels: ['IN_APP'] });
    // Nobody is told, so that the sweeps below are the only ones.
    await makeDue(world, 800);
    await Promise.all(Array.from({ length: 4 }, () => sweep(world.host, new AbortController().signal)));
    expect((await notificationsOf(user)).totalCount).toBe(800);
  });

  it('are carried by one of the couriers that find them at the same time', async () => {
    await using world = await startWorld();
    const users = Array.from({ length: 20 }, () => world.user());
    for (const user of users) {
      const task = await world.tasks.create({ ownerId: user.id });
      await addReminder(user, task.id, { at: inMs(3_600_000), channels: ['EMAIL'] });
    }
    await queryTestDatabase(
      world,
      `insert into notifications.delivery (reminder_id, firing, channel, owner_id, state, attempts, next_attempt_at)
       select id, 1, 'EMAIL', owner_id, 'PENDING', 0, now() from notifications.reminder`,
    );
    const claim = { channel: 'EMAIL', limit: 20, perOwner: 2, busyOwners: [], leaseMs: 60_000 } as const;
    const claimed = await Promise.all(Array.from({ length: 6 }, () => claimParcels(world.host, claim)));
    const ids = claimed.flat().map(({ reminderId }) => reminderId);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('that came due while nobody was there are sent at the start', async () => {
    await using world = await startWorld();
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id, title: 'Late' });
    const at = inMs(500);
    await addReminder(user, task.id, { at, channels: ['IN_APP', 'EMAIL'] });
    await world.services.services.get('notifications')?.[Symbol.asyncDispose]();
    await until('the moment has passed', () => Date.now() > Date.parse(at) + 100);
    expect(world.smtp.offered).toBe(0);
    await using _again = await another(world);
    const mail = await until('it is mailed', () => world.smtp.received[0], 5_000);
    expect(mail.parsed.subject).toBe('Late');
  });

  it('that are being mailed when the service stops are mailed after the restart, at the first try', async () => {
    await using world = await startWorld();
    const user = world.user();
    const never = new Promise<void>(() => {});
    world.smtp.answer = () => never;
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['EMAIL'] });
    await until('the mail hangs', () => world.smtp.offered === 1);
    const before = performance.now();
    await world.services.services.get('notifications')?.[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(6_000);
    world.smtp.answer = () => {};
    await using _again = await another(world);
    const mail = await until('it is mailed', () => world.smtp.received[0], 5_000);
    expect(mail.parsed.messageId).toBe(`<${id}-1@mail.example>`);
    const attempts = await until('it is written down', async () => {
      const [row] = await queryTestDatabase<{ attempts: number; state: string }>(
        world,
        'select attempts, state from notifications.delivery where reminder_id = $1',
        [id],
      );
      return row?.state === 'DELIVERED' && row.attempts;
    });
    expect(attempts).toBe(1);
  });

  it('that a crashed process was about to mail are taken over', async () => {
    await using world = await startWorld();
    const user = world.user();
    world.smtp.answer = () => {
      throw new Error('The answer got lost.');
    };
    const task = await world.tasks.create({ ownerId: user.id });
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['EMAIL'] });
    await until('it was tried', () => world.smtp.offered > 0);
    await world.services.services.get('notifications')?.[Symbol.asyncDispose]();
    await queryTestDatabase(
      world,
      `update notifications.delivery set state = 'PENDING', attempts = 1, next_attempt_at = now() + interval '700 ms'`,
    );
    world.smtp.answer = () => {};
    await using _again = await another(world);
    const mail = await until('it is mailed', () => world.smtp.received[0], 5_000);
    expect(mail.parsed.messageId).toBe(`<${id}-1@mail.example>`);
  });

  it('do not come early where the clock of a replica is ahead', async () => {
    await using world = await startWorld();
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    const at = inMs(2_500);
    const { id } = await addReminder(user, task.id, { at, channels: ['IN_APP'] });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7_200_000, shouldAdvanceTime: true });
    await until('the job came, and was set anew', async () => {
      const [job] = await queryTestDatabase<{ ahead: boolean }>(
        world,
        `select due_at > now() + interval '1 hour' as ahead from platform.job where name = 'reminders'`,
      );
      return job?.ahead;
    });
    expect((await findReminder(user, id)).state).toBe('SCHEDULED');
    await reminderIn(user, id, 'SENT');
    vi.useRealTimers();
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
    expect((await notificationsOf(user)).totalCount).toBe(1);
  });

  it('do not wait for hours where the clock was set back between two tries', async () => {
    await using world = await startWorld();
    const user = world.user();
    const task = await world.tasks.create({ ownerId: user.id });
    world.smtp.answer = () => {
      throw new Error('The answer got lost.');
    };
    const { id } = await addReminderIn(user, task.id, 400, { channels: ['EMAIL'] });
    await until('it was tried', () => world.smtp.offered > 0);
    await queryTestDatabase(
      world,
      `update notifications.delivery set state = 'PENDING', next_attempt_at = now() + interval '2 hours', attempts = 10
       where reminder_id = $1`,
      [id],
    );
    world.smtp.answer = () => {};
    // Whatever is due next has the courier look.
    await addReminderIn(user, task.id, 500, { channels: ['EMAIL'] });
    await until('both are mailed', () => world.smtp.received.length === 2);
  });

  it('wait for a broker that is away without being lost: what a task was told meanwhile counts', async () => {
    await using world = await startWorld();
    const user = world.user();
    world.tasks.held = [];
    const done = await world.tasks.create({ ownerId: user.id, due: dueInMs(60_500), title: 'done' });
    const open = await world.tasks.create({ ownerId: user.id, due: dueInMs(60_500), title: 'open' });
    const cancelled = await addReminder(user, done.id, { before: 'PT1M', channels: ['IN_APP'] });
    const sent = await addReminder(user, open.id, { before: 'PT1M', channels: ['IN_APP'] });
    await world.tasks.complete(done);
    await reminderIn(user, sent.id, 'SENT');
    await world.tasks.release();
    await reminderIn(user, cancelled.id, 'CANCELLED');
    expect((await notificationsOf(user)).nodes).toMatchObject([{ title: 'open' }]);
  });
});
