import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { adoptScalars } from '@rondo/schema/scalars.ts';
import { readSubgraphSdl } from '@rondo/schema/subgraphs.ts';
import type { GraphQLSchema } from 'graphql';
import { createDelivery, untilAvailable } from './consumer.ts';
import { type Database, openDatabase } from './database/database.ts';
import { createExecutor, type SubgraphExecutor } from './executor.ts';
import type { Logger } from './log.ts';
import { type Clock, PRINCIPAL_KEY, runOperation } from './operation.ts';
import { startRelay } from './outbox/relay.ts';
import type { Platform } from './platform.ts';
import { isSystem, type Principal, systemPrincipal, verifyPrincipal } from './principal.ts';
import { createContext, type ServiceContext, type ServiceDefinition, type ServiceHost } from './service.ts';
import { expectDeliveries, observeDelivery, observeExecution } from './telemetry/observe.ts';

/** A service that answers: `execute` runs GraphQL operations on behalf of a signed principal. */
export interface RunningService extends AsyncDisposable {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly execute: SubgraphExecutor;
}

/**
 * Migrates a service's database, then starts its relay, consumers, jobs and methods. Disposing stops them in the reverse order, each
 * after what it has in hand. `clock` is what its operations take for now.
 */
export async function startService(
  definition: ServiceDefinition,
  platform: Platform,
  log: Logger,
  clock?: Clock,
): Promise<RunningService> {
  await using stack = new AsyncDisposableStack();
  const { name } = definition;
  const database: Database = stack.use(
    await openDatabase({
      service: name,
      url: await platform.secret(`${name}-database-url`),
      migrationUrl: await platform.secret(`${name}-migration-url`),
      entities: definition.entities,
      migrations: definition.migrations,
      log,
    }),
  );
  const contextFor = (principal: Principal): ServiceContext =>
    createContext({ service: name, platform, database, log, principal, clock });
  /** Methods, not operations, may be asked by another service's sweep. */
  const callerContext = (principal: Principal): ServiceContext =>
    createContext({ service: name, platform, database, log, principal, clock, allOwners: isSystem(principal) });

  stack.use(await startRelay({ service: name, database, publish: platform.publish.bind(platform), log }));

  const host: ServiceHost = {
    platform,
    database,
    log,
    as: contextFor,
    asSystem: (work) =>
      runOperation({ service: name, platform, database, principal: systemPrincipal, allOwners: true, clock }, work),
  };
  if (definition.start) stack.use(await definition.start(host));

  stack.use(await serveMethods(definition, platform, callerContext));
  for (const consumer of definition.consumers ?? []) {
    const group = consumer.name ? `${name}.${consumer.name}` : name;
    const handlers = new Map(consumer.handlers.map((handler) => [handler.type, handler]));
    expectDeliveries({ group, topic: consumer.topic });
    stack.use(
      await platform.subscribe({
        group,
        topic: consumer.topic,
        ...(consumer.retry ? { retry: consumer.retry } : {}),
        handle: async (event, signal) => {
          const handler = handlers.get(event.type);
          if (!handler) return;
          await observeDelivery({ group, topic: consumer.topic, event }, () =>
            untilAvailable(() => handler.handle(createDelivery(group, event, contextFor), event), signal),
          );
        },
      }),
    );
  }

  const schema = buildSubgraphSchema([
    { typeDefs: readSubgraphSdl(name), resolvers: definition.resolvers as GraphQLResolverMap },
  ]);
  adoptScalars(schema);
  const running = stack.move();
  return {
    name,
    schema,
    execute: observeExecution(
      name,
      createExecutor({
        schema,
        log,
        contextFor: async (signed) => contextFor(await verified(platform, signed)),
      }),
    ),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function verified(platform: Platform, signed: string): Promise<Principal> {
  const keys = (await platform.secret(PRINCIPAL_KEY)).split(',');
  return verifyPrincipal(signed, keys);
}

function serveMethods(
  definition: ServiceDefinition,
  platform: Platform,
  contextFor: (principal: Principal) => ServiceContext,
): Promise<AsyncDisposable> {
  const methods = Object.fromEntries(
    (definition.methods ?? []).map((method) => [
      method.name,
      async (input: unknown, signed: string) => method.answer(contextFor(await verified(platform, signed)), input),
    ]),
  );
  return platform.serve(definition.name, methods);
}
