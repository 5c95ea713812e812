import { AuthError } from '../api/auth.ts';

/** Apps that reach the account by OAuth: better-auth's paths under /api/auth/oauth2. */

export interface App {
  readonly client_id: string;
  readonly client_name?: string;
  readonly client_uri?: string;
}

/** What the user has let an app do. */
export interface Consent {
  readonly id: string;
  readonly clientId: string;
  /** Names of the API's scopes; with `offline_access` until it is disconnected. */
  readonly scopes: readonly string[];
  readonly createdAt: string;
}

/** @throws AuthError as the server says; TypeError where it can't be reached */
async function call(path: string, body?: object): Promise<unknown> {
  const response = await fetch(`/api/auth/oauth2/${path}`, {
    method: body ? 'POST' : 'GET',
    credentials: 'same-origin',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const { error, error_description } = (answer ?? {}) as { error?: string; error_description?: string };
  throw new AuthError(response.status, error ?? 'INTERNAL', error_description ?? response.statusText);
}

export const readApp = async (clientId: string) =>
  (await call(`public-client?client_id=${encodeURIComponent(clientId)}`)) as App;

/** @returns where to send the browser: back to the app */
export async function answerApp(query: string, accept: boolean): Promise<string> {
  const { url } = (await call('consent', { accept, oauth_query: query })) as { url: string };
  return url;
}

export const listConsents = async () => (await call('get-consents')) as Consent[];

/** Ends all that the app can do, at once. */
export const disconnectApp = (consentId: string) => call('delete-consent', { id: consentId });

/** The same request once more, as a browser without a session was sent here by it. */
export function authorizationAddress(query: string): string {
  const parameters = new URLSearchParams(query);
  for (const name of [...parameters.keys()]) {
    if (name === 'sig' || name === 'exp' || name.startsWith('ba_')) parameters.delete(name);
  }
  return `/api/auth/oauth2/authorize?${parameters}`;
}

/** Where the answer goes, as a person knows it: the host, or the scheme of an app on this device. */
export function destinationOf(redirectUri: string): { host: string; isLocal: boolean } {
  const { protocol, hostname, host } = new URL(redirectUri);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  const isLocal = !isWeb || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return { host: isWeb ? host : protocol.slice(0, -1), isLocal };
}
