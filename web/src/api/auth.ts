/** Accounts and sessions: better-auth's REST paths under /api/auth. The browser holds the session in a cookie. */

export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Session {
  readonly id: string;
  readonly token: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

/** @throws AuthError as the server says; TypeError where it can't be reached */
async function call(path: string, body?: object): Promise<unknown> {
  const response = await fetch(`/api/auth/${path}`, {
    method: body ? 'POST' : 'GET',
    credentials: 'same-origin',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const { code, message } = (answer ?? {}) as { code?: string; message?: string };
  throw new AuthError(response.status, code ?? 'INTERNAL', message ?? response.statusText);
}

/** What a new account is told of the browser it was made in. */
const surroundings = () => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  locale: navigator.language,
});

export const startTrial = () => call('sign-in/anonymous', surroundings());

/** With a trial account's session, makes a real account of that very trial. */
export const signUp = (name: string, email: string, password: string) =>
  call('sign-up/email', { name, email, password, ...surroundings() });

export const signIn = (email: string, password: string) => call('sign-in/email', { email, password });
export const signOut = () => call('sign-out', {});
export const requestReset = (email: string) => call('request-password-reset', { email, redirectTo: '/reset-password' });
export const resetPassword = (token: string, newPassword: string) => call('reset-password', { token, newPassword });
export const listSessions = async () => (await call('list-sessions')) as Session[];
export const revokeSession = (token: string) => call('revoke-session', { token });
export const revokeOtherSessions = () => call('revoke-other-sessions', {});

/** The token of the session that this page is signed in with; null when signed out. */
export async function currentSessionToken(): Promise<string | null> {
  const answer = (await call('get-session')) as { session?: { token?: string } } | null;
  return answer?.session?.token ?? null;
}
