import { describe, expect, test } from 'vitest';
import { password, startAccounts } from '../testing/auth-client.ts';

describe.each([
  { publicUrl: 'http://localhost:4000', name: 'better-auth.session_token', secure: false },
  { publicUrl: 'http://tasks.example:81', name: 'better-auth.session_token', secure: false },
  { publicUrl: 'https://tasks.example', name: '__Secure-better-auth.session_token', secure: true },
])('at $publicUrl', ({ publicUrl, name, secure }) => {
  const { host } = new URL(publicUrl);
  const cases: [string, Record<string, string>, boolean][] = [
    ['its own', { origin: publicUrl }, true],
    [
      'that of the name it was reached by',
      { origin: `${publicUrl.split(':')[0]}://10.0.0.7:9`, host: '10.0.0.7:9' },
      true,
    ],
    ['a configured one', { origin: 'https://app.example' }, true],
    ['a foreign one', { origin: 'https://evil.example' }, false],
    ['another port of the host', { origin: `${publicUrl.split(':')[0]}://${host.split(':')[0]}:5999` }, false],
    ['one that is hidden', { origin: 'null' }, false],
    ['a name that begins like its own', { origin: `${publicUrl}.evil.example` }, false],
  ];

  test('pages of its own origins may sign in, others may not, with cookies and without', async () => {
    await using accounts = await startAccounts({ publicUrl, trustedOrigins: ['https://app.example'] });
    const { email, token } = await accounts.client().signUp();
    const [cookie = ''] = (
      (await accounts.client().post('/sign-in/email', { email, password })).headers.get('set-cookie') ?? ''
    ).split(';');
    for (const [what, headers, allowed] of cases) {
      const carried: Record<string, string>[] = [{}, { cookie }, { authorization: `Bearer ${token}` }];
      for (const credentials of carried) {
        const { status } = await accounts.client().request('POST', '/sign-in/email', {
          body: { email, password },
          headers: { host, ...headers, ...credentials },
        });
        expect({ what, status }).toEqual({ what, status: allowed ? 200 : 403 });
      }
    }
    const signOut = async (headers: Record<string, string>) =>
      (await accounts.client().request('POST', '/sign-out', { headers: { host, cookie, ...headers }, body: {} }))
        .status;
    expect(await signOut({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(await signOut({ referer: 'https://evil.example/page' })).toBe(403);
    // No browser sends a POST that names no page at all: this is a program, with a cookie that it was given.
    expect(await signOut({ 'sec-fetch-mode': 'cors' })).toBe(200);
  });

  test(`the cookie is ${secure ? '' : 'not '}Secure, out of scripts' reach, and Lax`, async () => {
    await using accounts = await startAccounts({ publicUrl });
    const { headers } = await accounts.client().post('/sign-in/anonymous');
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie.startsWith(`${name}=`)).toBe(true);
    expect(/; *secure/i.test(cookie)).toBe(secure);
    expect(cookie).toMatch(/httponly/i);
    expect(cookie).toMatch(/samesite=lax/i);
    expect(await accounts.client().session({ cookie: cookie.split(';')[0] ?? '' })).not.toBeNull();
  });
});
