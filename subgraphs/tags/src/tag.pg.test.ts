import { invokeAs } from '@rondo/platform/operation.ts';
import { startTestServices, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import { ensureTags } from '@rondo/schema/methods/tags.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tags } from './main.ts';

const create = /* GraphQL */ `
  mutation ($input: CreateTagInput!) { createTag(input: $input) { tag { id name color version } eventId } }
`;
const list = /* GraphQL */ `
  query ($search: String, $first: Int, $after: String, $last: Int, $before: String) {
    tags(search: $search, first: $first, after: $after, last: $last, before: $before) {
      nodes { name }
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

let services: TestServices;
let user: TestUser;
const heard: CloudEvent[] = [];

beforeAll(async () => {
  services = await startTestServices([tags]);
  await services.platform.subscribe({
    group: 'test',
    topic: Topic.TASK_UPDATES,
    handle: async (event) => {
      heard.push(event);
    },
  });
});
afterAll(() => services[Symbol.asyncDispose]());
beforeEach(() => {
  user = services.user();
});

async function createTag(name: string, by: TestUser = user): Promise<{ id: string; name: string; version: number }> {
  return (await by.data(create, { input: { name } })).createTag.tag;
}

async function names(by: TestUser = user): Promise<string[]> {
  return (await by.data(list)).tags.nodes.map((tag: { name: string }) => tag.name);
}

describe('tags', () => {
  it('are created once by a client-made id, however often the call comes', async () => {
    const input = { id: newId('tag'), name: 'Home' };
    const first = await user.data(create, { input });
    const again = await user.data(create, { input });
    expect(first.createTag).toMatchObject({ tag: { id: input.id, name: 'Home', version: 1 } });
    expect(again.createTag).toEqual({ tag: first.createTag.tag, eventId: null });
    expect(await user.error(create, { input: { ...input, name: 'Work' } })).toMatchObject({
      extensions: { code: 'CONFLICT', argument: 'input.id' },
    });
    expect(await names()).toEqual(['Home']);
  });

  it('are made once by calls that come at the same time', async () => {
    const input = { id: newId('tag'), name: 'Home' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => user.data(create, { input })));
    expect(answers.filter(({ createTag }) => createTag.eventId !== null)).toHaveLength(1);
    expect(await names()).toEqual(['Home']);
  });

  it('are shared by the names that tasks made at the same time ask for', async () => {
    const ensure = () => invokeAs(services.platform, user.principal, ensureTags, { names: ['Home', 'Garden'] });
    const answers = await Promise.all(Array.from({ length: 10 }, ensure));
    expect(new Set(answers.map(({ tags }) => tags.map(({ id }) => id).join())).size).toBe(1);
    expect(await names()).toEqual(['Garden', 'Home']);
  });

  it('refuse an id that another user has, without a word about it', async () => {
    const theirs = await createTag('Home', services.user());
    const error = await user.error(create, { input: { id: theirs.id, name: 'Home' } });
    expect(error.extensions).toMatchObject({ code: 'CONFLICT', argument: 'input.id' });
    expect(await names()).toEqual([]);
  });

  it.each([
    ['a name that exists in another case', { name: 'HOME' }, 'CONFLICT', 'input.name'],
    ['a blank name', { name: '  ' }, 'BAD_USER_INPUT', 'input.name'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'BAD_USER_INPUT', 'input.name'],
    ['a NUL', { name: 'a\0b' }, 'BAD_USER_INPUT', 'input.name'],
    ['a colour that is none', { name: 'Work', color: 'red' }, 'BAD_USER_INPUT', 'input.color'],
    ['an id of another kind', { id: newId('task'), name: 'Work' }, 'BAD_USER_INPUT', 'input.id'],
  ])('refuse %s, and nothing changes', async (_, input, code, argument) => {
    await createTag('home');
    expect((await user.error(create, { input })).extensions).toMatchObject({ code, argument });
    expect(await names()).toEqual(['home']);
  });

  it('change with the version that the caller has seen, and say so by an event', async () => {
    const tag = await createTag('Home');
    const update = /* GraphQL */ `
      mutation ($id: ID!, $input: UpdateTagInput!, $version: Int) {
        updateTag(id: $id, input: $input, expectedVersion: $version) { tag { name version } eventId }
      }
    `;
    const renamed = await user.data(update, { id: tag.id, input: { name: 'House' }, version: 1 });
    expect(renamed.updateTag.tag).toEqual({ name: 'House', version: 2 });
    expect((await user.error(update, { id: tag.id, input: { name: 'X' }, version: 1 })).extensions).toMatchObject({
      code: 'CONFLICT',
      argument: 'expectedVersion',
    });
    const same = await user.data(update, { id: tag.id, input: { name: 'House' } });
    expect(same.updateTag).toEqual({ tag: { name: 'House', version: 2 }, eventId: null });
    const event = await until('it is heard', () => heard.find(({ id }) => id === renamed.updateTag.eventId));
    expect(event).toMatchObject({
      type: 'tag.renamed.v1',
      subject: tag.id,
      partitionkey: user.id,
      data: { changes: [{ field: 'name', from: 'Home', to: 'House' }] },
    });
  });

  it('leave the list when deleted, and still tell their name to tasks that were tagged with them', async () => {
    const tag = await createTag('Home');
    await user.data('mutation ($id: ID!) { deleteTag(id: $id) { id eventId } }', { id: tag.id });
    expect(await user.data('query ($id: ID!) { tag(id: $id) { name } }', { id: tag.id })).toEqual({ tag: null });
    const entities = await user.data(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Tag { name } } }',
      { r: [{ __typename: 'Tag', id: tag.id }] },
    );
    expect(entities).toEqual({ _entities: [{ name: 'Home' }] });
    // Its name is free again.
    expect((await createTag('home')).id).not.toBe(tag.id);
  });

  it('merge into another, each gone with an event that names it', async () => {
    const [home, house, flat] = [await createTag('home'), await createTag('house'), await createTag('flat')];
    const merge =
      'mutation ($from: [ID!]!, $into: ID!) { mergeTags(from: $from, into: $into) { tag { name } eventId } }';
    expect((await user.error(merge, { from: [home.id], into: home.id })).extensions).toMatchObject({
      argument: 'into',
    });
    expect((await user.error(merge, { from: [], into: home.id })).extensions).toMatchObject({ argument: 'from' });
    await user.data(merge, { from: [house.id, flat.id], into: home.id });
    expect(await names()).toEqual(['home']);
    const merged = await until('both are heard', () => {
      const events = heard.filter(({ type, partitionkey }) => type === 'tag.merged.v1' && partitionkey === user.id);
      return events.length === 2 ? events : null;
    });
    expect(merged.map(({ subject }) => subject).toSorted()).toEqual([house.id, flat.id].toSorted());
    expect(merged[0]).toMatchObject({ data: { into: { id: home.id } } });
  });

  it('of others are not found by any call', async () => {
    const theirs = await createTag('Theirs', services.user());
    const mine = await createTag('Mine');
    const id = theirs.id;
    expect(await user.data('query ($id: ID!) { tag(id: $id) { name } }', { id })).toEqual({ tag: null });
    for (const [call, argument] of [
      ['updateTag(id: $id, input: { name: "x" }) { tag { id } }', 'id'],
      ['deleteTag(id: $id) { id }', 'id'],
      [`mergeTags(from: [$id], into: "${mine.id}") { tag { id } }`, 'from.0'],
      [`mergeTags(from: ["${mine.id}"], into: $id) { tag { id } }`, 'into'],
    ]) {
      const error = await user.error(`mutation ($id: ID!) { ${call} }`, { id });
      expect(error.extensions).toMatchObject({ code: 'NOT_FOUND', argument });
    }
    expect(await names()).toEqual(['Mine']);
  });
});

describe('the list of tags', () => {
  it('pages exactly, forwards and backwards, while rows come and go before the cursor', async () => {
    for (const name of ['b', 'C', 'd', 'E', 'f']) await createTag(name);
    const page = async (args: object) => (await user.data(list, { ...args })).tags;
    const first = await page({ first: 2 });
    expect(first).toMatchObject({
      nodes: [{ name: 'b' }, { name: 'C' }],
      totalCount: 5,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    await createTag('a');
    const second = await page({ first: 3, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({
      nodes: [{ name: 'd' }, { name: 'E' }, { name: 'f' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    const back = await page({ last: 2, before: second.pageInfo.startCursor });
    expect(back).toMatchObject({
      nodes: [{ name: 'b' }, { name: 'C' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
  });

  it('finds a part of a name, case ignored, where % and _ are themselves', async () => {
    for (const name of ['50% off', 'under_score', 'Garden']) await createTag(name);
    const found = async (search: string) => (await user.data(list, { search })).tags.nodes;
    expect(await found('GARD')).toEqual([{ name: 'Garden' }]);
    expect(await found('%')).toEqual([{ name: '50% off' }]);
    expect(await found('_')).toEqual([{ name: 'under_score' }]);
  });

  it.each([
    [{ first: 0 }, 'BAD_USER_INPUT', 'first'],
    [{ first: 1_000_000 }, 'BAD_USER_INPUT', 'first'],
    [{ last: 101 }, 'BAD_USER_INPUT', 'last'],
    [{ first: 1, last: 1 }, 'BAD_USER_INPUT', 'last'],
    [{ after: 'nonsense' }, 'CURSOR_INVALID', 'after'],
    [{ before: Buffer.from('["0gEfKy","a"]').toString('base64url') }, 'CURSOR_INVALID', 'before'],
  ])('refuses %j', async (args, code, argument) => {
    expect((await user.error(list, args)).extensions).toMatchObject({ code, argument });
  });
});

it('a deleted account takes its tags with it', async () => {
  await createTag('Home');
  const event: CloudEvent = {
    specversion: '1.0',
    id: newId('event'),
    source: '/rondo/accounts',
    type: 'user.deleted.v1',
    subject: user.id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: user.id,
    actorkind: 'USER',
    data: { userId: user.id },
  };
  await services.platform.publish(Topic.TASK_EVENTS, [event]);
  await until('they are gone', async () => (await names()).length === 0);
});
