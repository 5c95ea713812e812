/** Who is signed in here. */
export interface Session {
  readonly token: string;
  /** As the bar shows them. */
  readonly name: string;
}

const KEY = 'rondo-playground-session';

export function readSession(): Session | null {
  const text = localStorage.getItem(KEY);
  return text === null ? null : JSON.parse(text);
}

export function storeSession(session: Session | null): void {
  if (session) localStorage.setItem(KEY, JSON.stringify(session));
  else localStorage.removeItem(KEY);
}

/** An account for trying things out: no mail, no password. @throws Error with what the server said */
export function tryAnonymously(): Promise<Session> {
  return signInBy('/api/auth/sign-in/anonymous', {});
}

/** @throws Error with what the server said */
export function signIn(email: string, password: string): Promise<Session> {
  return signInBy('/api/auth/sign-in/email', { email, password });
}

async function signInBy(path: string, body: object): Promise<Session> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // The token is all that is wanted here: a cookie would sign in every tab of this browser.
    credentials: 'omit',
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || typeof answer.token !== 'string')
    throw new Error(answer.message ?? `Signing in failed (HTTP ${response.status}).`);
  return { token: answer.token, name: answer.user?.isAnonymous ? 'a trial account' : (answer.user?.email ?? 'you') };
}
