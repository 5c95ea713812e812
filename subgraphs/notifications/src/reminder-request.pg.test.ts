import { RondoError } from '@rondo/platform/errors.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import type { TestUser } from '@rondo/platform/testing/service.ts';
import type { ReminderRequest } from '@rondo/schema/events/reminder-request.ts';
import { newId } from '@rondo/schema/ids.ts';
import { checkReminders } from '@rondo/schema/methods/notifications.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addReminder, inMs, remindersOf, startWorld, type World } from './testing/world.ts';

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

function request(details: Partial<ReminderRequest> = {}): ReminderRequest {
  return { id: newId('reminder'), at: null, before: null, channels: [], ...details };
}

function check(
  reminders: ReminderRequest[],
  dueAt: string | null = inMs(hour),
  taskId = newId('task'),
): Promise<object> {
  return invokeAs(world.services.platform, user.principal, checkReminders, { taskId, dueAt, reminders });
}

async function refusal(checked: Promise<object>): Promise<object | undefined> {
  const error = await checked.catch((refused: unknown) => refused);
  return error instanceof RondoError ? { code: error.code, argument: error.argument } : undefined;
}

describe('the check of reminders that a task is to be created with', () => {
  it('passes what can be made, and makes nothing', async () => {
    const taskId = newId('task');
    await check([request({ at: inMs(hour) }), request({ before: 'PT15M' })], inMs(hour), taskId);
    expect(await remindersOf(user, taskId)).toEqual([]);
  });

  it.each([
    ['neither moment', {}, ''],
    ['both moments', { at: inMs(hour), before: 'PT1M' }, ''],
    ['an instant that is past', { at: inMs(-1) }, '.at'],
    ['a moment before the due time that is past', { before: 'PT1H1M' }, '.before'],
    ['a negative duration', { before: '-PT1M' }, '.before'],
    ['text that is no duration', { before: 'soon' }, '.before'],
    ['an id of another kind', { id: newId('task'), at: inMs(hour) }, '.id'],
  ])('refuses %s, and names the one to blame', async (_, details, argument) => {
    expect(await refusal(check([request({ before: 'PT1M' }), request(details)]))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: `input.reminders.1${argument}`,
    });
  });

  it('refuses a moment before a due time that there is not', async () => {
    expect(await refusal(check([request({ before: 'PT1M' })], null))).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'input.reminders.0.before',
    });
  });

  it('refuses ids that are taken, whoever has them, and twice the same', async () => {
    const other = world.user();
    const own = await addReminder(user, (await world.tasks.create({ ownerId: user.id })).id, { at: inMs(hour) });
    const theirs = await addReminder(other, (await world.tasks.create({ ownerId: other.id })).id, { at: inMs(hour) });
    for (const id of [own.id, theirs.id]) {
      expect(await refusal(check([request({ at: inMs(hour) }), request({ id, at: inMs(hour) })]))).toEqual({
        code: 'CONFLICT',
        argument: 'input.reminders.1.id',
      });
    }
    const twice = request({ at: inMs(hour) });
    expect(await refusal(check([twice, twice]))).toEqual({ code: 'CONFLICT', argument: 'input.reminders.1.id' });
  });

  it("passes ids that are the same task's, whose creation is being repeated", async () => {
    const task = await world.tasks.create({ ownerId: user.id });
    const made = await addReminder(user, task.id, { at: inMs(hour) });
    await check([request({ id: made.id, at: made.at })], null, task.id);
  });

  it('refuses a 51st', async () => {
    const many = Array.from({ length: 51 }, () => request({ at: inMs(hour) }));
    expect(await refusal(check(many))).toEqual({ code: 'BAD_USER_INPUT', argument: 'input.reminders' });
  });
});
