import { setTimeout as delay } from 'node:timers/promises';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import { RondoError } from '@rondo/platform/errors.ts';
import { type OperationRunner, runOperation } from '@rondo/platform/operation.ts';
import { systemPrincipal } from '@rondo/platform/principal.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { betterAuth } from 'better-auth/minimal';
import { type Credentials, sessionTokenOf } from '../session-token.ts';
import { databaseAdapter } from './adapter.ts';
import { Attempts } from './attempts.ts';
import { resetPage, type SendMail } from './mail.ts';
import { authorizationServerMetadata } from './metadata.ts';
import { asRevoked, isClosedPath } from './oauth.ts';
import { addressHeader, authOptions } from './options.ts';
import { isForeign } from './origin.ts';
import { type RequestScope, requestScope } from './request-scope.ts';

export interface AuthSettings {
  /** Where clients reach the gateway: origin of links and cookies, which are Secure where it is https. Example: https://rondo.example.com */
  publicUrl: string;
  /** Further origins whose pages may sign in, such as that of a web client that is served from elsewhere. */
  trustedOrigins?: readonly string[];
  sendMail: SendMail;
}

/** The secret that session cookies are signed with. Another value signs browsers out; bearers stay signed in. */
export const AUTH_SECRET = 'auth-secret';

const basePath = '/api/auth';

/** Longer than what happens only for addresses that have an account takes. */
const resetAnswerMs = 250;

/** Headers by which proxies tell of a client, where only the gateway's word counts; and proofs (RFC 9449) that nobody would check later. */
const droppedHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'dpop',
] as const;

/** better-auth on the platform: answers what comes to /api/auth/. */
export class Auth implements AsyncDisposable {
  readonly attempts: Attempts;
  readonly #host: ServiceHost;
  readonly #settings: Required<AuthSettings>;
  readonly #background = new Set<Promise<void>>();
  #instance: Instance | undefined;

  constructor(host: ServiceHost, settings: AuthSettings) {
    this.#host = host;
    this.#settings = { trustedOrigins: [], ...settings };
    this.attempts = new Attempts(host.database);
  }

  /** Answers a request; `clientAddress` is the IP address that limits count by. Never rejects. */
  async handle(request: Request, clientAddress: string): Promise<Response> {
    if (isForeign(this.#settings, request)) {
      return refusal(403, 'INVALID_ORIGIN', 'Pages of this origin may not sign in here.');
    }
    const { pathname, search, origin } = new URL(request.url);
    // PostgreSQL holds none, and what is asked here is kept until the user has answered.
    if (search.includes('%00')) return refusal(400, 'BAD_REQUEST', 'Expected a query without NUL characters.');
    const path = pathname.slice(basePath.length);
    if (path === '/.well-known/oauth-authorization-server') return authorizationServerMetadata(`${origin}${basePath}`);
    if (isClosedPath(path)) return refusal(404, ErrorCode.NOT_FOUND, 'There is no such path.');
    const answered = this.#answer(request, clientAddress);
    // The same answer after the same time, whether there is an account or not.
    if (path === '/request-password-reset') await delay(resetAnswerMs);
    return path === '/oauth2/revoke' ? asRevoked(await answered) : answered;
  }

  /** The session token that a request carries, not yet looked up; null where there is none or it is forged. */
  async sessionToken(credentials: Credentials): Promise<string | null> {
    const { secret, cookieName } = await this.#current();
    return sessionTokenOf(credentials, cookieName, secret);
  }

  /** After what is still being done for requests that have had their answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#background);
  }

  async #answer(request: Request, clientAddress: string): Promise<Response> {
    try {
      const { handler } = await this.#current();
      const forwarded = this.#forwarded(request, clientAddress);
      const sessionToken = await this.sessionToken(credentialsOf(request.headers));
      const scope: RequestScope = { sessionToken, failure: null, hashed: null };
      const response = await requestScope.run(scope, () => handler(forwarded));
      return scope.failure ? this.#failed(scope.failure) : withRetryAfter(response);
    } catch (error) {
      return this.#failed(asUnavailable(error));
    }
  }

  /** The request as better-auth is to see it. */
  #forwarded(request: Request, clientAddress: string): Request {
    const forwarded = new Request(withResetPage(request.url), request);
    for (const name of droppedHeaders) forwarded.headers.delete(name);
    forwarded.headers.set(addressHeader, clientAddress);
    // One of ours, by whichever name the server was reached: better-auth knows but the public one, which links are checked by too.
    if (request.headers.has('origin')) forwarded.headers.set('origin', new URL(this.#settings.publicUrl).origin);
    return forwarded;
  }

  #failed(error: unknown): Response {
    if (error instanceof RondoError && error.code === ErrorCode.UNAVAILABLE) {
      const response = refusal(503, error.code, error.message);
      response.headers.set('retry-after', '1');
      return response;
    }
    this.#host.log.error({ err: error }, 'an authentication request failed');
    return refusal(500, ErrorCode.INTERNAL, 'Something went wrong on our side.');
  }

  /** better-auth with the secret as it is now. */
  async #current(): Promise<Instance> {
    const secret = await this.#host.platform.secret(AUTH_SECRET);
    if (this.#instance?.secret !== secret) this.#instance = await this.#create(secret);
    return this.#instance;
  }

  async #create(secret: string): Promise<Instance> {
    const { log } = this.#host;
    const auth = betterAuth(
      authOptions({
        ...this.#settings,
        secret,
        log,
        database: databaseAdapter(this.#run()),
        attempts: this.attempts,
        inBackground: (work) => this.#inBackground(work),
      }),
    );
    const { authCookies } = await auth.$context;
    return { secret, cookieName: authCookies.sessionToken.name, handler: auth.handler };
  }

  /** Transactions over all users' rows, for signing in means finding out whose; what they change, a user did. */
  #run(): OperationRunner {
    const { platform, database } = this.#host;
    const actor = { kind: 'USER', id: null, name: null } as const;
    const scope = {
      service: 'accounts',
      platform,
      database,
      principal: { ...systemPrincipal, actor },
      allOwners: true,
    };
    return (work) => runOperation(scope, work);
  }

  #inBackground(work: Promise<unknown>): void {
    const done = work.then(
      () => {},
      (error) => this.#host.log.error({ err: error }, 'a mail could not be sent'),
    );
    this.#background.add(done);
    void done.then(() => this.#background.delete(done));
  }
}

interface Instance {
  secret: string;
  cookieName: string;
  handler(request: Request): Promise<Response>;
}

/** better-auth wants to be told where a reset link leads; one that was mailed without says nothing of it. */
function withResetPage(address: string): string {
  const url = new URL(address);
  if (!url.pathname.startsWith('/api/auth/reset-password/') || url.searchParams.has('callbackURL')) return address;
  url.searchParams.set('callbackURL', resetPage);
  return url.href;
}

function credentialsOf(headers: Headers): Credentials {
  const [, token = null] = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '') ?? [];
  return { token, cookie: headers.get('cookie') };
}

/** In the form of better-auth's own errors. */
function refusal(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}

/** better-auth tells how long to wait by a header of its own, and no code. */
function withRetryAfter(response: Response): Response {
  const wait = response.headers.get('x-retry-after');
  if (response.status !== 429 || wait === null) return response;
  const refused = refusal(429, ErrorCode.RATE_LIMITED, 'Too many requests. Try again later.');
  refused.headers.set('retry-after', wait);
  return refused;
}
