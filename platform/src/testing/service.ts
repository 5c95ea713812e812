import { actorSchema } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { EmbeddedPlatform } from '../embedded/platform.ts';
import type { SecretGenerator } from '../embedded/secrets.ts';
import { PRINCIPAL_KEY } from '../operation.ts';
import { type Principal, signPrincipal } from '../principal.ts';
import type { ServiceDefinition } from '../service.ts';
import { type RunningService, startService } from '../start-service.ts';
import { openTestPlatform, type TestPlatform, testLog } from './platform.ts';

export interface TestServices extends AsyncDisposable {
  readonly testPlatform: TestPlatform;
  readonly platform: EmbeddedPlatform;
  readonly services: ReadonlyMap<string, RunningService>;
  /** A user of their own, with operations against `service` (the first one where absent). */
  user(details?: Partial<Principal> & { service?: string }): TestUser;
}

/** Services as they run behind a gateway, on the embedded platform and a database of their own. */
export async function startTestServices(
  definitions: readonly ServiceDefinition[],
  options: { generators?: Readonly<Record<string, SecretGenerator>> } = {},
): Promise<TestServices> {
  await using stack = new AsyncDisposableStack();
  const testPlatform = stack.use(
    await openTestPlatform({ services: definitions.map((definition) => definition.name), ...options }),
  );
  const { platform } = testPlatform;
  const services = new Map<string, RunningService>();
  for (const definition of definitions) {
    services.set(definition.name, stack.use(await startService(definition, platform, testLog)));
  }
  const [first] = services.values();
  const started = stack.move();
  return {
    testPlatform,
    platform,
    services,
    user({ service: name, ...details } = {}) {
      const service = name === undefined ? first : services.get(name);
      if (!service) throw new Error(`No service ${name} was started.`);
      return new TestUser(platform, service, details);
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** A signed-in user who talks to one service as the gateway would for them. */
export class TestUser {
  readonly principal: Principal;
  readonly #platform: EmbeddedPlatform;
  readonly #service: RunningService;

  constructor(platform: EmbeddedPlatform, service: RunningService, details: Partial<Principal>) {
    this.#platform = platform;
    this.#service = service;
    this.principal = {
      userId: newId('user'),
      actor: actorSchema.parse({ kind: 'USER', id: null, name: null }),
      scopes: [...scopes],
      timeZone: 'Europe/Paris',
      ...details,
    };
  }

  get id(): string {
    return this.principal.userId;
  }

  async execute(query: string, variables: Record<string, unknown> = {}) {
    const principal = signPrincipal(this.principal, await this.#platform.secret(PRINCIPAL_KEY));
    return this.#service.execute({ query, variables, principal });
  }

  /** The data of an operation that is to succeed. */
  async data(query: string, variables: Record<string, unknown> = {}): Promise<TestData> {
    const { data, errors } = await this.execute(query, variables);
    if (errors || !data) throw new Error(`Expected no errors, got ${JSON.stringify(errors)}`);
    return JSON.parse(JSON.stringify(data));
  }

  /** The first error of an operation that is to be refused. */
  async error(query: string, variables: Record<string, unknown> = {}): Promise<GraphQLFormattedError> {
    const { data, errors } = await this.execute(query, variables);
    const [error] = errors ?? [];
    if (!error) throw new Error(`Expected an error, got ${JSON.stringify(data)}`);
    return error.toJSON();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a response is checked by what it expects of it.
export type TestData = any;
