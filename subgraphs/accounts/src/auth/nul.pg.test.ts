import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, startAccounts, type TestAccounts } from '../testing/auth-client.ts';

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts[Symbol.asyncDispose]());

const form = (fields: Record<string, string>) => ({ form: new URLSearchParams(fields) });

test.each([
  ['POST', '/sign-up/email', { body: { name: 'a\0', email: 'nul@example.com', password } }],
  ['POST', '/sign-up/email', { body: { name: 'Ada', email: 'nul\0@example.com', password } }],
  ['POST', '/sign-in/email', { body: { email: 'nul\0@example.com', password: 'a\0' } }],
  ['POST', '/request-password-reset', { body: { email: 'nul\0@example.com' } }],
  ['POST', '/reset-password', { body: { newPassword: password, token: 'a\0' } }],
  ['GET', '/reset-password/a%00', {}],
  ['GET', '/oauth2/authorize?response_type=code&client_id=%00', {}],
  ['GET', '/oauth2/authorize?response_type=code&client_id=x&state=%00', {}],
  ['GET', '/oauth2/public-client?client_id=%00', {}],
  ['POST', '/oauth2/delete-consent', { body: { id: 'a\0' } }],
  ['POST', '/oauth2/token', form({ grant_type: 'refresh_token', refresh_token: '\0', client_id: '\0' })],
  ['POST', '/oauth2/revoke', form({ token: 'a\0', client_id: '\0' })],
] as const)('NUL in %s %s is what nobody has, not a fault of ours', async (method, path, options) => {
  const client = accounts.client();
  const { token } = await client.signUp();
  const { status } = await client.request(method, path, {
    ...options,
    ...(path.startsWith('/oauth2/') ? { token } : {}),
  });
  expect(status).toBeLessThan(500);
  if (path.includes('?')) expect(status).toBe(400);
});
