import { createHash } from 'node:crypto';
import { RondoError } from '@rondo/platform/errors.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { type Principal, signedOut, signPrincipal } from '@rondo/platform/principal.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { Audience } from '@rondo/schema/methods/accounts.ts';
import type { RequestContext } from '../sources/source.ts';
import { SessionLookup } from './session-lookup.ts';
import type { TokenAttempts } from './token-attempts.ts';

/** The header that a subgraph finds the signed principal in. */
export const PRINCIPAL_HEADER = 'rondo-principal';

/** What a client shows to say who it is. A token counts, where there is one; a cookie else. */
export interface Credentials {
  readonly token: string | null;
  readonly cookie: string | null;
  /** Where it is shown, which an app's access token has to be meant for; the API where absent. */
  readonly audience?: Audience;
}

/** Who makes a request. */
export interface Caller {
  readonly principal: Principal;
  readonly credentials: Credentials;
  /** Whose budget is spent: the user's, or the address's where nobody has signed in. */
  readonly budgetKey: string;
  /**
   * The token that was given is no good. A cookie that is no good is as none: a browser can't help sending it, and asks
   * `viewer` to learn whether it is still signed in.
   */
  readonly isRefused: boolean;
}

const TOKEN = /^Bearer +([A-Za-z0-9._~+/=-]{1,4096})$/i;

/** @param authorization its value as RFC 6750 has it; with another scheme it is a token that nobody knows */
export function readCredentials(
  authorization: string | undefined,
  cookie: string | undefined,
  audience: Audience = 'graphql',
): Credentials {
  if (authorization !== undefined && authorization.trim() !== '') {
    return { token: TOKEN.exec(authorization.trim())?.[1] ?? '', cookie: null, audience };
  }
  return { token: null, cookie: cookie || null, audience };
}

/** Finds out who callers are, and signs for the subgraphs who they are. */
export class Authenticator {
  readonly #platform: Platform;
  readonly #attempts: TokenAttempts;
  readonly #sessions: SessionLookup;

  constructor(platform: Platform, attempts: TokenAttempts) {
    this.#platform = platform;
    this.#sessions = new SessionLookup(platform);
    this.#attempts = attempts;
  }

  /**
   * Asks accounts every time: a token that was revoked a moment ago is not accepted.
   *
   * @throws RondoError UNAVAILABLE where accounts can't be asked, RATE_LIMITED where too many unknown tokens have come from the address
   */
  async identify(credentials: Credentials, address: string): Promise<Caller> {
    const stranger: Caller = {
      principal: signedOut,
      credentials,
      budgetKey: `address:${address}`,
      isRefused: false,
    };
    const { token, cookie } = credentials;
    if (token === null && cookie === null) return stranger;
    if (token !== null) await this.#attempts.admit(token, address);
    const session = token === '' ? null : await this.#sessions.find(credentials);
    if (token !== null) this.#attempts.note(token, address, session !== null);
    if (!session) return { ...stranger, isRefused: token !== null };
    const { expiresAt: _, ...principal } = session;
    return {
      principal,
      credentials,
      budgetKey: budgetKeyOf(principal),
      isRefused: false,
    };
  }

  /**
   * Whether each is still signed in, in their order. At most `maximumChecked` at a time.
   *
   * @throws RondoError UNAVAILABLE where accounts can't be asked
   */
  async areCurrent(credentials: readonly Credentials[]): Promise<readonly boolean[]> {
    return (await this.#sessions.findAll(credentials)).map((session) => session !== null);
  }

  async headersFor(principal: Principal): Promise<Readonly<Record<string, string>>> {
    return this.#sign(principal, await this.#currentKey());
  }

  /** The same as a request's context, signed only when a subgraph is called: what an event carries needs none. */
  async contextFor(principal: Principal, principalKey: string): Promise<RequestContext> {
    const key = await this.#currentKey();
    const sign = () => this.#sign(principal, key);
    let headers: Readonly<Record<string, string>> | undefined;
    return {
      principalKey,
      get headers() {
        headers ??= sign();
        return headers;
      },
    };
  }

  #sign(principal: Principal, key: string): Readonly<Record<string, string>> {
    return { [PRINCIPAL_HEADER]: signPrincipal(principal, key) };
  }

  async #currentKey(): Promise<string> {
    return (await this.#platform.secret(PRINCIPAL_KEY)).split(',')[0] ?? '';
  }
}

/** Whose budget somebody spends who has signed in. */
export function budgetKeyOf({ userId }: Principal): string {
  return `user:${userId}`;
}

export function isSignedIn({ principal }: Caller): boolean {
  return principal.userId !== '';
}

/** Equal for principals to whom every answer is the same. */
export function principalKey(principal: Principal): string {
  const { userId, actor, scopes, timeZone } = principal;
  const text = JSON.stringify([userId, actor.kind, actor.id, actor.name, scopes.toSorted(), timeZone]);
  return createHash('sha256').update(text).digest('base64url');
}

export function unauthenticated(caller: Caller, details: { cursor?: string } = {}): RondoError {
  const message = caller.isRefused
    ? 'The token is unknown, expired or revoked. Sign in again, or use another token.'
    : 'Sign in first: send `Authorization: Bearer <token>`, or the cookie of a session.';
  return new RondoError(ErrorCode.UNAUTHENTICATED, message, details);
}
