import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { TaskUpdated } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryTestDatabase } from './testing/database.ts';
import { eventOf } from './testing/tasks.ts';
import { createWebhook, startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';
import { addReminder, dueInMs, findReminder, remindersOf, startWorld, type World } from './testing/world.ts';

const hour = 3_600_000;
let world: World;
let receiver: WebhookReceiver;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld();
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});
beforeEach(() => {
  user = world.user();
});

interface Noted {
  title: string;
  open: boolean;
  version: number;
}

/** What is known of a task. */
async function noted(id: string): Promise<Noted | undefined> {
  const [row] = await queryTestDatabase<Noted>(
    world,
    'select title, open, version from notifications.task where id = $1',
    [id],
  );
  return row;
}

describe('a change of a task', () => {
  it('is taken in once, whatever order its events come in and however often', async () => {
    world.tasks.held = [];
    const task = await world.tasks.create({ ownerId: user.id, title: 'One' });
    await world.tasks.update(task, { title: 'Two' });
    await world.tasks.complete(task);
    await world.tasks.update(task, { title: 'Four' });
    await world.tasks.release(([one, two, three, four]) =>
      [three, one, three, four, two, one].flatMap((event) => event ?? []),
    );
    const marker = await world.tasks.create({ ownerId: user.id });
    await until('all are handled', () => noted(marker.id));
    expect(await noted(task.id)).toEqual({ title: 'Four', open: false, version: 4 });
  });

  it('moves the reminders of its task alone, and only where its timing has changed', async () => {
    const [task, other] = [
      await world.tasks.create({ ownerId: user.id, due: dueInMs(5 * hour) }),
      await world.tasks.create({ ownerId: user.id, due: dueInMs(5 * hour) }),
    ];
    const moved = await addReminder(user, task.id, { before: 'PT1H' });
    const stays = await addReminder(user, other.id, { before: 'PT1H' });
    await world.tasks.update(other, { title: 'Renamed' });
    const due = dueInMs(9 * hour);
    await world.tasks.update(task, { due });
    const at = new Date(Date.parse(due.at) - hour).toISOString();
    await until('it has moved', async () => (await findReminder(user, moved.id))?.at === at);
    await until('the other event is handled', async () => (await noted(other.id))?.version === 2);
    expect((await findReminder(user, stays.id))?.at).toBe(stays.at);
  });

  it('moves a reminder too that is being added at the same moment', async () => {
    const task = await world.tasks.create({ ownerId: user.id, due: dueInMs(5 * hour) });
    await until('it is known', () => noted(task.id));
    const id = newId('reminder');
    const client = new pg.Client({ connectionString: world.services.testPlatform.url });
    await client.connect();
    try {
      // As addReminder does: the task's row first, then the reminder.
      await client.query('begin');
      await client.query('select from notifications.task where id = $1 for update', [task.id]);
      await client.query(
        `insert into notifications.reminder (id, owner_id, task_id, before, channels, state, at, fire_at, created_at)
         values ($1, $2, $3, 'PT1H', '{IN_APP}', 'SCHEDULED', $4, $4, now())`,
        [id, user.id, task.id, new Date(Date.now() + 4 * hour)],
      );
      await world.tasks.complete(task);
      await until('its change waits for that', async () => {
        // Not in the transaction, which sees all the time what it saw first.
        const waiting = await queryTestDatabase(
          world,
          `select from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%notifications.task%'`,
        );
        return waiting.length === 1;
      });
      await client.query('commit');
    } finally {
      await client.end();
    }
    await until('it is cancelled', async () => (await findReminder(user, id))?.state === 'CANCELLED');
    expect(await remindersOf(user, task.id)).toMatchObject([{ id, state: 'CANCELLED' }]);
  });

  it('is sent to webhooks though its reminders’ part fails, once each, and is taken in when that works again', async () => {
    const path = '/though-reminders-fail';
    await createWebhook(user, { url: receiver.origin + path });
    const task = await world.tasks.create({ ownerId: user.id });
    await until('it is known and sent', async () => (await noted(task.id)) && receiver.of(path).length === 1);
    const state = { ...task, title: 'Renamed', version: 2 };
    const event = eventOf(TaskUpdated, task.id, user.id, { task: state, changes: [] });
    await queryTestDatabase(
      world,
      `create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`,
    );
    await queryTestDatabase(
      world,
      `create trigger fail before insert on notifications.inbox for each row
       when (new.event_id = '${event.id}') execute function public.fail()`,
    );
    await world.services.platform.publish(Topic.TASK_EVENTS, [event]);
    await until('it came', () => receiver.of(path).some(({ id }) => id === event.id));
    expect(await noted(task.id)).toMatchObject({ version: 1 });
    await queryTestDatabase(world, 'drop trigger fail on notifications.inbox');
    await until('it is taken in', async () => (await noted(task.id))?.version === 2);
    const marker = await world.tasks.create({ ownerId: user.id });
    const subjects = () => receiver.of(path).map(({ body }) => JSON.parse(body).subject);
    await until('the marker came', () => subjects().includes(marker.id));
    expect(receiver.of(path).filter(({ id }) => id === event.id)).toHaveLength(1);
  });
});
