import { type Database, openDatabase } from '@rondo/platform/database/database.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import type { Mail } from '@rondo/platform/mail.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import { signedOut } from '@rondo/platform/principal.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { startTestServices, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { type Audience, authenticate, authRequest } from '@rondo/schema/methods/accounts.ts';
import pg from 'pg';
import { Accounts0001 } from '../../migrations/0001-accounts.ts';
import { Accounts0002 } from '../../migrations/0002-api-tokens.ts';
import { Accounts0003 } from '../../migrations/0003-oauth.ts';
import { UserEntity } from '../entities.ts';
import { AUTH_SECRET, type AuthSettings, accounts } from '../main.ts';

export interface TestAccounts extends AsyncDisposable {
  readonly services: TestServices;
  readonly mails: Mail[];
  /** Requests of a client with an IP address of its own. */
  client(address?: string): AuthClient;
  /** GraphQL operations as the account that a token stands for. */
  userOf(token: string): Promise<TestUser>;
  /** The service's database, opened once more. */
  database(): Promise<Database>;
  /** Past row-level security. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

export const publicUrl = 'http://localhost:4000';

let addresses = 0;

export async function startAccounts(settings: Partial<AuthSettings> = {}): Promise<TestAccounts> {
  const mails: Mail[] = [];
  const sendMail = async (mail: Mail) => void mails.push(mail);
  const services = await startTestServices([accounts({ publicUrl, sendMail, ...settings })], {
    generators: { [AUTH_SECRET]: randomKey },
  });
  const client = (address = `203.0.113.${++addresses}`) => new AuthClient(services, address);
  return {
    services,
    mails,
    client,
    async userOf(token) {
      const session = await client().session({ token });
      if (!session) throw new Error('The token stands for nobody.');
      const { userId, actor, scopes, timeZone } = session;
      return services.user({ userId, actor, scopes, timeZone });
    },
    database: async () =>
      openDatabase({
        service: 'accounts',
        url: await services.platform.secret('accounts-database-url'),
        migrationUrl: await services.platform.secret('accounts-migration-url'),
        entities: [UserEntity],
        migrations: [Accounts0001, Accounts0002, Accounts0003],
        log: testLog,
      }),
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      const db = new pg.Client({ connectionString: services.testPlatform.url });
      await db.connect();
      const { rows } = await db.query<Row>(text, values).finally(() => db.end());
      return rows;
    },
    [Symbol.asyncDispose]: () => services[Symbol.asyncDispose](),
  };
}

export interface AuthAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of a response is checked by what it expects of it.
  body: any;
}

let people = 0;

/** Talks to /api/auth/ as the gateway passes it on. */
export class AuthClient {
  readonly #services: TestServices;
  readonly #address: string;

  constructor(services: TestServices, address: string) {
    this.#services = services;
    this.#address = address;
  }

  async request(
    method: string,
    path: string,
    options: { body?: unknown; form?: URLSearchParams; token?: string; headers?: Record<string, string> } = {},
  ): Promise<AuthAnswer> {
    const { body, form, token } = options;
    const headers = {
      host: 'localhost:4000',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...options.headers,
    };
    const answer = await invokeAs(this.#services.platform, signedOut, authRequest, {
      method,
      path: `/api/auth${path}`,
      headers: Object.entries(headers),
      body: form?.toString() ?? (body === undefined ? null : JSON.stringify(body)),
      clientAddress: this.#address,
    });
    return {
      status: answer.status,
      headers: new Headers(answer.headers),
      body: /^[[{"n]/.test(answer.body) ? JSON.parse(answer.body) : null,
    };
  }

  post(path: string, body: unknown = {}, token?: string): Promise<AuthAnswer> {
    return this.request('POST', path, { body, ...(token === undefined ? {} : { token }) });
  }

  /** A new account; the token of its session. */
  async signUp(details: Record<string, unknown> = {}): Promise<{ token: string; email: string; userId: string }> {
    const email = `person-${++people}@example.com`;
    const { status, body } = await this.post('/sign-up/email', { name: 'Ada', email, password, ...details });
    if (status !== 200) throw new Error(`Sign-up: ${status} ${JSON.stringify(body)}`);
    return { token: body.token, email: body.user.email, userId: body.user.id };
  }

  async session(credentials: { token?: string; cookie?: string; audience?: Audience }) {
    const { platform } = this.#services;
    const input = { credentials: [{ token: null, cookie: null, ...credentials }] };
    const { sessions } = await invokeAs(platform, signedOut, authenticate, input);
    return sessions[0] ?? null;
  }
}

export const password = 'correct horse battery staple';
