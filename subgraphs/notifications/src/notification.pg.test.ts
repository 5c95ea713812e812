import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addReminderIn, notificationsOf, startWorld, type World } from './testing/world.ts';

const list = /* GraphQL */ `
  query ($unreadOnly: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
    notifications(unreadOnly: $unreadOnly, first: $first, after: $after, last: $last, before: $before) {
      nodes { id title }
      edges { cursor }
      totalCount
      unreadCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;
const mark = 'mutation ($ids: [ID!], $all: Boolean) { markNotificationsRead(ids: $ids, all: $all) }';

let world: World;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  user = world.user();
});

/** Notifications of so many tasks, named by numbers in the order in which they came. Returns their ids, newest first. */
async function notify(count: number, by = user): Promise<string[]> {
  for (let number = 1; number <= count; number++) {
    const task = await world.tasks.create({ ownerId: by.id, title: String(number) });
    await addReminderIn(by, task.id, 300, { channels: ['IN_APP'] });
    await until('it is there', async () => (await notificationsOf(by)).totalCount === number);
  }
  return (await notificationsOf(by)).nodes.map(({ id }: { id: string }) => id);
}

describe('the list of notifications', () => {
  it('has the newest first, in pages that go both ways', async () => {
    await notify(5);
    const page = async (args: Record<string, unknown>) => (await user.data(list, args)).notifications;
    const titles = ({ nodes }: { nodes: { title: string }[] }) => nodes.map(({ title }) => title);
    const first = await page({ first: 2 });
    expect(titles(first)).toEqual(['5', '4']);
    expect(first).toMatchObject({
      totalCount: 5,
      unreadCount: 5,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(titles(second)).toEqual(['3', '2']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const back = await page({ last: 2, before: second.pageInfo.startCursor });
    expect(titles(back)).toEqual(['5', '4']);
    expect(titles(await page({ last: 2 }))).toEqual(['2', '1']);
  });

  it('leaves out what was read, where asked to, and counts all that is unread', async () => {
    const [newest = '', second = ''] = await notify(3);
    expect(await user.data(mark, { ids: [newest, second] })).toEqual({ markNotificationsRead: 2 });
    const unread = (await user.data(list, { unreadOnly: true, first: 1 })).notifications;
    expect(unread).toMatchObject({ nodes: [{ title: '1' }], totalCount: 1, unreadCount: 1 });
    expect(await notificationsOf(user)).toMatchObject({ totalCount: 3, unreadCount: 1 });
  });

  it("is the viewer's alone", async () => {
    await notify(1);
    expect(await notificationsOf(world.user())).toEqual({ nodes: [], totalCount: 0, unreadCount: 0 });
  });
});

describe('marking notifications as read', () => {
  it('returns how many became read, and says so of each', async () => {
    const [newest = '', oldest = ''] = await notify(2);
    expect(await user.data(mark, { ids: [newest, newest] })).toEqual({ markNotificationsRead: 1 });
    expect(await user.data(mark, { ids: [newest, oldest] })).toEqual({ markNotificationsRead: 1 });
    expect(await user.data(mark, { ids: [newest] })).toEqual({ markNotificationsRead: 0 });
    const { nodes } = await notificationsOf(user);
    expect(nodes.map(({ readAt }: { readAt: string | null }) => readAt)).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    const events = await until('both are heard', () => {
      const own = world.heard.filter(
        ({ partitionkey, type }) => partitionkey === user.id && type === 'notification.read.v1',
      );
      return own.length === 2 && own;
    });
    expect(events.map(({ subject }) => subject)).toEqual([newest, oldest]);
  });

  it("marks all of the viewer's and nobody else's", async () => {
    const other = world.user();
    await notify(1, other);
    await notify(3);
    expect(await user.data(mark, { all: true })).toEqual({ markNotificationsRead: 3 });
    expect(await user.data(mark, { all: true })).toEqual({ markNotificationsRead: 0 });
    expect(await notificationsOf(other)).toMatchObject({ unreadCount: 1 });
  });

  it.each([
    ['neither ids nor all', {}],
    ['both', { ids: [], all: true }],
    ['all: false', { all: false }],
    ['too many ids', { ids: Array.from({ length: 501 }, () => newId('notification')) }],
  ])('refuses %s', async (_, args) => {
    const error = await user.error(mark, args);
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
  });

  it("changes nothing where one of the ids is another user's", async () => {
    const [theirs = ''] = await notify(1, world.user());
    const [own = ''] = await notify(1);
    const error = await user.error(mark, { ids: [own, theirs] });
    expect(error.extensions).toEqual({ code: 'NOT_FOUND', argument: 'ids.1' });
    expect(await notificationsOf(user)).toMatchObject({ unreadCount: 1 });
  });
});
