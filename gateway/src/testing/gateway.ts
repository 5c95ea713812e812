import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Method } from '@rondo/platform/platform.ts';
import { openTestPlatform, type TestPlatform, testLog } from '@rondo/platform/testing/platform.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import { authenticate } from '@rondo/schema/methods/accounts.ts';
import { type Scope, scopes } from '@rondo/schema/scopes.ts';
import { supergraphFile } from '@rondo/schema/subgraphs.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import { CURSOR_KEY } from '../stream/cursor.ts';
import { createServices, createWorld, type TestWorld } from './services.ts';

export interface TestUser {
  readonly userId: string;
  readonly token: string;
  revoke(): void;
}

export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly testPlatform: TestPlatform;
  readonly platform: EmbeddedPlatform;
  readonly world: TestWorld;
  /** Of the HTTP endpoint. */
  readonly url: string;
  signIn(details?: { userId?: string; scopes?: readonly Scope[]; expiresAt?: Date }): TestUser;
  /** A GraphQL request over HTTP. */
  ask(query: string, variables?: Record<string, unknown>, user?: TestUser): Promise<TestResponse>;
  publish(...events: CloudEvent[]): Promise<void>;
  /** One more gateway on the same platform. */
  another(options?: Partial<GatewayOptions>): Promise<Gateway>;
}

export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of a response is checked by what it expects of it.
  readonly body: any;
}

/** A gateway as it runs, on the embedded platform and PostgreSQL, over small subgraphs and accounts of its own. */
export async function startTestGateway(
  options: Partial<GatewayOptions> = {},
  { methods = {}, ...platformOptions }: { retentionMs?: number; methods?: Readonly<Record<string, Method>> } = {},
): Promise<TestGateway> {
  await using stack = new AsyncDisposableStack();
  const testPlatform = stack.use(
    await openTestPlatform({ ...platformOptions, generators: { [CURSOR_KEY]: randomKey } }),
  );
  const { platform } = testPlatform;
  const sessions = new Map<string, { userId: string; scopes: readonly Scope[]; expiresAt: Date | null }>();
  stack.use(
    await platform.serve('accounts', {
      authenticate: async (input) => ({ sessions: authenticate.input.parse(input).credentials.map(sessionOf) }),
      ...methods,
    }),
  );
  const sessionOf = ({ token, cookie }: { token: string | null; cookie: string | null }) => {
    const session = sessions.get(token ?? /session=(\w+)/.exec(cookie ?? '')?.[1] ?? '');
    if (!session || (session.expiresAt && session.expiresAt <= new Date())) return null;
    const actor = { kind: 'USER', id: null, name: null };
    return { ...session, actor, timeZone: 'Europe/Paris', expiresAt: session.expiresAt?.toISOString() ?? null };
  };
  const world = createWorld();
  const start = (more: Partial<GatewayOptions> = {}) =>
    createGateway({
      platform,
      log: testLog,
      host: '127.0.0.1',
      port: 0,
      supergraphSdl: readFileSync(supergraphFile, 'utf8'),
      services: createServices(world, () => platform.secret(PRINCIPAL_KEY)),
      production: false,
      ...options,
      ...more,
    });
  const gateway = stack.use(await start());
  const url = `http://127.0.0.1:${gateway.port}/graphql`;
  const others = stack.use(new AsyncDisposableStack());
  const started = stack.move();
  return {
    gateway,
    testPlatform,
    platform,
    world,
    url,
    signIn({ userId = newId('user'), scopes: allowed = scopes, expiresAt } = {}) {
      const token = randomBytes(16).toString('hex');
      sessions.set(token, { userId, scopes: allowed, expiresAt: expiresAt ?? null });
      return { userId, token, revoke: () => void sessions.delete(token) };
    },
    async ask(query, variables, user) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization(user) },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    publish: (...events) => platform.publish(Topic.TASK_UPDATES, events),
    another: async (more) => others.use(await start(more)),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

export function authorization(user: TestUser | undefined): Record<string, string> {
  return user ? { authorization: `Bearer ${user.token}` } : {};
}
