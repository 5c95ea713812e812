import { openTestPlatform, type TestPlatform } from '@rondo/platform/testing/platform.ts';
import { authenticate, type PresentedCredentials } from '@rondo/schema/methods/accounts.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionLookup } from './session-lookup.ts';

const credentialsOf = (token: string): PresentedCredentials => ({ token, cookie: null });

/** What accounts was asked for, a list a call; each call is answered when it is let go. */
interface Call {
  readonly tokens: readonly (string | null)[];
  answer(): void;
  fail(): void;
}

let calls: Call[];
let signedIn: Set<string>;
let test: TestPlatform;
let sessions: SessionLookup;

beforeAll(async () => {
  test = await openTestPlatform();
  await test.platform.serve('accounts', {
    authenticate: (input) => {
      const { credentials } = authenticate.input.parse(input);
      const found = credentials.map(({ token }) => (token !== null && signedIn.has(token) ? sessionOf(token) : null));
      return new Promise((resolve, reject) =>
        calls.push({
          tokens: credentials.map(({ token }) => token),
          answer: () => resolve({ sessions: found }),
          fail: () => reject(new Error('The database is gone.')),
        }),
      );
    },
  });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  calls = [];
  signedIn = new Set(['ada', 'bob', 'cy']);
  sessions = new SessionLookup(test.platform);
});
afterEach(() => {
  for (const call of calls) call.answer();
});

function sessionOf(token: string) {
  const actor = { kind: 'USER' as const, id: null, name: null };
  return { userId: `user_${token}`, actor, scopes: [], timeZone: 'UTC', expiresAt: null };
}

const callUnderWay = (number: number) => vi.waitFor(() => expect(calls).toHaveLength(number));
const userOf = async (token: string) => (await sessions.find(credentialsOf(token)))?.userId;

describe('requests that come together', () => {
  it('share the call after the one that is under way, and each gets its own session', async () => {
    const first = userOf('ada');
    await callUnderWay(1);
    const rest = ['bob', 'nobody', 'cy', 'bob'].map(userOf);
    calls[0]?.answer();
    expect(await first).toBe('user_ada');
    await callUnderWay(2);
    calls[1]?.answer();
    expect(await Promise.all(rest)).toEqual(['user_bob', undefined, 'user_cy', 'user_bob']);
    expect(calls.map(({ tokens }) => tokens)).toEqual([['ada'], ['bob', 'nobody', 'cy', 'bob']]);
  });

  it('are not accepted on the word of a call from before a revocation', async () => {
    const before = userOf('ada');
    await callUnderWay(1);
    signedIn.delete('ada');
    const after = userOf('ada');
    calls[0]?.answer();
    await callUnderWay(2);
    calls[1]?.answer();
    expect(await before).toBe('user_ada');
    expect(await after).toBeUndefined();
  });

  it('are not held up by a call that hangs', async () => {
    const hanging = userOf('ada');
    await callUnderWay(1);
    const next = userOf('bob');
    await callUnderWay(2);
    calls[1]?.answer();
    expect(await next).toBe('user_bob');
    calls[0]?.answer();
    expect(await hanging).toBe('user_ada');
  });

  it('fail with their own call only', async () => {
    const first = userOf('ada');
    await callUnderWay(1);
    const next = userOf('bob');
    calls[0]?.fail();
    await expect(first).rejects.toThrow();
    await callUnderWay(2);
    calls[1]?.answer();
    expect(await next).toBe('user_bob');
  });

  it('are asked for 200 a call where thousands come', async () => {
    const all = Array.from({ length: 450 }, () => userOf('ada'));
    await callUnderWay(3);
    for (const call of calls) call.answer();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['user_ada']));
    expect(calls.map(({ tokens }) => tokens.length)).toEqual([200, 200, 50]);
  });
});
