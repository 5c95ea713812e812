import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorization, startTestGateway, type TestGateway, type TestResponse } from '../testing/gateway.ts';

let test: TestGateway;

beforeAll(async () => {
  test = await startTestGateway({
    production: true,
    limits: { userPoints: 100, addressPoints: 10, operationCost: 60 },
  });
});
afterAll(() => test[Symbol.asyncDispose]());

const unauthenticated = [{ extensions: { code: 'UNAUTHENTICATED' } }];
/** Says where to get a token (RFC 9728 §5.1). */
const challenge = expect.stringMatching(
  /^Bearer resource_metadata="http:\/\/localhost:\d+\/\.well-known\/oauth-protected-resource\/graphql"$/,
);

describe('a caller', () => {
  it('who has not signed in gets viewer and rateLimit, and nothing else', async () => {
    const { status, body } = await test.ask('{ __typename viewer { id } rateLimit { limit } }');
    expect(status).toBe(200);
    expect(body.data).toEqual({ __typename: 'Query', viewer: null, rateLimit: { limit: 10 } });
    for (const query of [
      '{ tasks { totalCount } }',
      '{ viewer { id } streamCursor }',
      '{ ...F } fragment F on Query { streamCursor }',
      'mutation { createTask(input: { title: "x" }) { eventId } }',
    ]) {
      const refused = await test.ask(query);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toEqual(challenge);
      expect(refused.body).toMatchObject({ errors: unauthenticated });
      expect(refused.body).not.toHaveProperty('data');
    }
  });

  it('with a token that is no good is refused everything, even what needs none', async () => {
    const user = test.signIn();
    expect((await test.ask('{ viewer { id } }', {}, user)).body.data).toEqual({ viewer: { id: user.userId } });
    user.revoke();
    for (const headers of [authorization(user), { authorization: 'Basic dXNlcjpwYXNz' }, { authorization: 'Bearer' }]) {
      const response = await fetch(test.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ viewer { id } }' }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: unauthenticated });
    }
  });

  it('with a cookie is who the cookie says, and with a stale one signed out, as a browser can’t help sending it', async () => {
    const user = test.signIn();
    const viewer = async (cookie: string): Promise<unknown> => {
      const response = await fetch(test.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ query: '{ viewer { id } }' }),
      });
      return ((await response.json()) as TestResponse['body']).data.viewer;
    };
    expect(await viewer(`session=${user.token}`)).toEqual({ id: user.userId });
    expect(await viewer('session=stale')).toBeNull();
  });
});

describe('in production', () => {
  it('the schema is not told, nor what a field may have been meant to be', async () => {
    const user = test.signIn();
    expect((await test.ask('{ __schema { types { name } } }', {}, user)).status).toBe(400);
    const { body } = await test.ask('{ viewr { id } }', {}, user);
    expect(body.errors[0].message).toBe('Cannot query field "viewr" on type "Query".');
    const enumeration = await test.ask(
      'mutation ($p: Priority) { createTask(input: { title: "x", priority: $p }) { eventId } }',
      { p: 'HIGHH' },
      user,
    );
    expect(JSON.stringify(enumeration.body)).not.toContain('Did you mean');
  });
});

describe('the budget', () => {
  it('refuses an operation that costs more than any may, before it is executed', async () => {
    const user = test.signIn();
    const before = test.world.calls.length;
    const { status, body } = await test.ask('{ tasks(first: 100) { nodes { id tags { name } } } }', {}, user);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ extensions: { code: 'COST_LIMIT_EXCEEDED' } }]);
    expect(body.extensions.cost).toMatchObject({ requested: 601, remaining: 100 });
    expect(test.world.calls).toHaveLength(before);
  });

  it('refuses what is not left with 429 and when to come back, and rateLimit still answers', async () => {
    const user = test.signIn();
    const ask = () => test.ask('{ tasks(first: 50) { nodes { id } } }', {}, user);
    expect((await ask()).body.extensions.cost).toMatchObject({ requested: 51, remaining: 49 });
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
      extensions: { cost: { requested: 51, remaining: 49, limit: 100 } },
    });
    expect((await test.ask('{ rateLimit { remaining limit resetAt } }', {}, user)).body.data.rateLimit).toEqual({
      remaining: 49,
      limit: 100,
      resetAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const other = await test.ask('{ tasks(first: 1) { nodes { id } } }', {}, test.signIn());
    expect(other.status).toBe(200);
  });

  it('can’t be spent twice by requests at the same time', async () => {
    const user = test.signIn();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => test.ask('{ task(id: "x") { id } viewer { id } a: viewer { id } }', {}, user)),
    );
    const another = await Promise.all(
      Array.from({ length: 20 }, () => test.ask('{ task(id: "x") { id } viewer { id } a: viewer { id } }', {}, user)),
    );
    expect([...answers, ...another].filter(({ status }) => status === 200)).toHaveLength(33);
  });
});

describe('nodes', () => {
  it('are found by the prefix of their id, in order; null for unknown ids and another user’s', async () => {
    const user = test.signIn();
    const other = test.signIn();
    const [mine, theirs, tag, deleted] = [newId('task'), newId('task'), newId('tag'), newId('tag')];
    test.world.tasks.set(mine, { id: mine, ownerId: user.userId, title: 'Milk', version: 1 });
    test.world.tasks.set(theirs, { id: theirs, ownerId: other.userId, title: 'Secret', version: 1 });
    test.world.tags.set(tag, { id: tag, ownerId: user.userId, name: 'home', isDeleted: false });
    test.world.tags.set(deleted, { id: deleted, ownerId: user.userId, name: 'gone', isDeleted: true });
    const ids = [theirs, mine, 'nonsense', tag, deleted, newId('task'), user.userId, other.userId, mine];
    const { body } = await test.ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Task { title } ... on Tag { name } ... on User { name } } }',
      { ids },
      user,
    );
    const task = { __typename: 'Task', id: mine, title: 'Milk' };
    expect(body.errors).toBeUndefined();
    expect(body.data.nodes).toEqual([
      null,
      task,
      null,
      { __typename: 'Tag', id: tag, name: 'home' },
      null,
      null,
      { __typename: 'User', id: user.userId, name: 'A' },
      null,
      task,
    ]);
  });

  it('are at most 100 at a time', async () => {
    const ids = Array.from({ length: 101 }, () => newId('task'));
    const { body } = await test.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }', { ids }, test.signIn());
    expect(body.errors[0].extensions.code).toBe('COST_LIMIT_EXCEEDED');
  });
});
