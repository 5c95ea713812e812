/** What an API token may be allowed; a session has all of them. The SDL's `enum Scope` lists the same names. */
export const scopes = [
  'TASKS_READ',
  'TASKS_WRITE',
  'NOTIFICATIONS_READ',
  'NOTIFICATIONS_WRITE',
  'WEBHOOKS',
  'ACCOUNT',
  'ASSISTANT',
] as const;

export type Scope = (typeof scopes)[number];

/**
 * What an app of others can be allowed, which a user has connected by OAuth. Never ACCOUNT: with it, it could make itself tokens that
 * outlive the user's consent.
 */
export const appScopes: readonly Scope[] = scopes.filter((scope) => scope !== 'ACCOUNT');
