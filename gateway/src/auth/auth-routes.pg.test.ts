import { unavailable } from '@rondo/platform/errors.ts';
import { authRequest } from '@rondo/schema/methods/accounts.ts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../testing/gateway.ts';

type Request = ReturnType<typeof authRequest.input.parse>;

let test: TestGateway;
let heard: Request[] = [];
let isDown = false;

beforeAll(async () => {
  test = await startTestGateway(
    {},
    {
      methods: {
        authenticate: async () => {
          throw unavailable('accounts');
        },
        authRequest: async (input) => {
          if (isDown) throw unavailable('accounts');
          heard.push(authRequest.input.parse(input));
          const headers = [
            ['content-type', 'application/json'],
            ['content-length', '9999'],
            ['set-cookie', 'a=1; HttpOnly'],
            ['set-cookie', 'b=2'],
          ];
          return { status: 201, headers, body: '{"token":"x"}' };
        },
      },
    },
  );
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  heard = [];
});

const signUp = (headers: Record<string, string> = {}, at = test.gateway.port) =>
  fetch(`http://127.0.0.1:${at}/api/auth/sign-up/email?x=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"email":"ada@example.com"}',
  });

it('a request about accounts is passed on as it came, and its answer with all its cookies', async () => {
  const response = await signUp({ cookie: 'session=x' });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
  expect(await response.json()).toEqual({ token: 'x' });
  expect(heard).toMatchObject([
    { method: 'POST', path: '/api/auth/sign-up/email?x=1', body: '{"email":"ada@example.com"}' },
  ]);
  expect(heard[0]?.headers).toContainEqual(['cookie', 'session=x']);
});

it('an address that a client claims is not believed, one that a trusted proxy says is', async () => {
  await signUp({ 'x-forwarded-for': '203.0.113.7' });
  expect(heard[0]?.clientAddress).toBe('127.0.0.1');
  await using behindProxy = await test.another({ trustedProxies: ['127.0.0.1'] });
  await signUp({ 'x-forwarded-for': '198.51.100.1, 203.0.113.7' }, behindProxy.port);
  expect(heard[1]?.clientAddress).toBe('203.0.113.7');
});

it('pages of other sites can’t sign anybody in', async () => {
  expect((await signUp({ origin: 'https://evil.example' })).status).toBe(403);
  expect(heard).toEqual([]);
});

it('a body larger than any of these has is refused', async () => {
  const response = await fetch(new URL('/api/auth/sign-in/email', test.url), {
    method: 'POST',
    body: 'x'.repeat(70_000),
  });
  expect(response.status).toBe(413);
  expect(heard).toEqual([]);
});

it('where accounts can’t be asked the answer is 503, for a GraphQL request too, and not that nobody is signed in', async () => {
  isDown = true;
  try {
    expect((await signUp()).status).toBe(503);
    // This test's accounts never know who somebody is.
    const { status, body } = await test.ask('{ viewer { id } }', {}, test.signIn());
    expect(status).toBe(503);
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  } finally {
    isDown = false;
  }
});
