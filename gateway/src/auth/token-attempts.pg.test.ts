import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../testing/gateway.ts';
import { RawSocket } from '../testing/socket.ts';

/** That an address may show. */
const ATTEMPTS = 10;

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({
    limits: { refusedTokens: ATTEMPTS, windowSeconds: 3_600 },
    // So that each test comes from an address of its own.
    trustedProxies: ['127.0.0.1'],
  });
});
afterAll(() => test[Symbol.asyncDispose]());

let addresses = 0;
const newAddress = () => `192.0.2.${addresses++}`;

function show(token: string, address: string, path = '/graphql'): Promise<Response> {
  return fetch(`http://127.0.0.1:${test.gateway.port}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-forwarded-for': address,
    },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  });
}

/** Shows unknown tokens until no more are looked up. */
async function useUp(address: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++)
    expect((await show(`guess${attempt}`, address)).status, `attempt ${attempt}`).toBe(401);
}

describe('tokens that nobody knows', () => {
  it.each(['/graphql', '/mcp', '/import?format=csv'])(
    'are at an end at some time over %s, and so is a right guess',
    async (path) => {
      const address = newAddress();
      await useUp(address);
      const refused = await show('guess', address, path);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
      expect((await show(test.signIn().token, address, path)).status).toBe(429);
    },
  );

  it('are counted for their address alone: another one’s are looked up', async () => {
    await useUp(newAddress());
    expect((await show('guess', newAddress())).status).toBe(401);
    expect((await show(test.signIn().token, newAddress())).status).toBe(200);
  });

  it('do no harm to those of the same address whose token was good before, until it is revoked', async () => {
    const address = newAddress();
    const user = test.signIn();
    expect((await show(user.token, address)).status).toBe(200);
    await useUp(address);
    expect((await show(user.token, address)).status).toBe(200);
    user.revoke();
    expect((await show(user.token, address)).status).toBe(401);
    expect((await show(user.token, address)).status).toBe(429);
  });

  it('are counted over WebSocket too, whose connection is refused', async () => {
    const address = newAddress();
    const close = async (token: string) => {
      const socket = await RawSocket.open(test.url, { headers: { 'x-forwarded-for': address } });
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      return socket.closed;
    };
    expect(await close('guess')).toMatchObject({ code: 4403, reason: 'Forbidden' });
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) await show(`guess${attempt}`, address);
    expect(await close(test.signIn().token)).toMatchObject({
      code: 4403,
      reason: 'Too many unknown tokens from this address',
    });
  });
});
