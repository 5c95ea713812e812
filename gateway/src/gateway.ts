import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SupergraphManager } from '@apollo/gateway';
import proxyAddr from '@fastify/proxy-addr';
import type { SubgraphExecutor } from '@rondo/platform/executor.ts';
import type { Logger } from '@rondo/platform/log.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import type { FastifyInstance } from 'fastify';
import { routeAuth } from './auth/auth-routes.ts';
import { Authenticator, PRINCIPAL_HEADER } from './auth/caller.ts';
import { routeOAuth } from './auth/oauth-routes.ts';
import { SessionWatch } from './auth/session-watch.ts';
import { TokenAttempts } from './auth/token-attempts.ts';
import { createVirtualSubgraph } from './graph/virtual-subgraph.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { routeMcp } from './mcp/route.ts';
import { routePlayground } from './playground/routes.ts';
import type { Budgets } from './request/admission.ts';
import { Budget } from './request/budget.ts';
import { startEngine } from './request/engine.ts';
import type { Safelist } from './request/safelist.ts';
import { routeCalendars } from './server/calendar-routes.ts';
import { EventStreams } from './server/event-stream.ts';
import { routeGraphql } from './server/graphql-route.ts';
import { routeHealth } from './server/health.ts';
import { createHttpServer } from './server/http.ts';
import { GraphAccess } from './server/operation-method.ts';
import { Operations } from './server/operations.ts';
import { createOrigins } from './server/origins.ts';
import { defaultReceptionTimes, type ReceptionTimes } from './server/reception.ts';
import { routeTransfer } from './server/transfer-routes.ts';
import { serveWebSockets } from './server/websocket-server.ts';
import { inProcessSource } from './sources/inprocess.ts';
import type { DataSource } from './sources/source.ts';
import { ChangeStream } from './stream/change-stream.ts';
import { LiveStream } from './stream/live-stream.ts';
import { traceRequests } from './telemetry.ts';

export interface GatewayOptions {
  readonly platform: Platform;
  readonly log: Logger;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where browsers find it, if not at `http://localhost:<port>`. */
  readonly publicUrl?: string;
  /** SDL; or what brings it and its changes, such as `supergraphFile` of standalone/supergraph-file.ts. */
  readonly supergraphSdl: string | SupergraphManager;
  /** By the subgraph's name; the gateway's own virtual subgraph is not among them. */
  readonly services: Services;
  /** Where a subgraph's operations are sent, if not to `services` in this process. */
  readonly sources?: (subgraph: string) => DataSource;
  /** No introspection and no field suggestions, unless allowed. */
  readonly production: boolean;
  readonly allowIntrospection?: boolean;
  /** Where given, only its operations are executed; see request/safelist.ts. */
  readonly safelist?: Safelist;
  /** Whether browsers find GraphiQL at the API's address; default yes. */
  readonly playground?: boolean;
  /** Adds what else this server answers, such as the web client. */
  readonly routes?: (app: FastifyInstance) => Promise<void>;
  /** Origins of pages besides the gateway's own. */
  readonly allowedOrigins?: readonly string[];
  /** Addresses and CIDR ranges whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly reception?: Partial<ReceptionTimes>;
  /** Over how long the closes of a shutdown are spread. */
  readonly drainMs?: number;
}

export type Services = ReadonlyMap<string, { readonly execute: SubgraphExecutor }>;

export interface Gateway extends AsyncDisposable {
  /** Without a path: `http://localhost:4000`, or the public address. */
  readonly url: string;
  readonly port: number;
}

const GRAPHQL_PATH = '/graphql';
/** Connections that wait to be taken: all clients of another gateway may come at once when it restarts. */
const BACKLOG = 4_096;
/** After a shutdown has begun. */
const LONGEST_REQUEST_MS = 3_000;
const VIRTUAL_SUBGRAPH = 'gateway';

/**
 * Starts the gateway; it answers once this resolves. Disposing drains it: it reports itself not ready, ends its streams,
 * finishes its requests, and only then lets go.
 *
 * @throws Error where the supergraph does not load or the port is taken
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  await using stack = new AsyncDisposableStack();
  const { platform, log, services, trustedProxies = [] } = options;
  const sources = options.sources ?? ((name: string) => sourceOf(services, name));
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const reception = { ...defaultReceptionTimes, ...options.reception };
  const introspection = options.allowIntrospection ?? !options.production;
  const { windowSeconds } = limits;
  const budgetOf = (points: number) => stack.use(new Budget({ points, windowSeconds, state: platform.state, log }));
  const budgets: Budgets = { user: budgetOf(limits.userPoints), address: budgetOf(limits.addressPoints) };
  const attempts = new TokenAttempts(budgetOf(limits.refusedTokens));
  const authenticator = new Authenticator(platform, attempts);
  const stream = stack.use(await ChangeStream.open({ platform, log, ringBytes: limits.ringBytes }));
  const live = stack.use(await LiveStream.open({ platform, log, services }));
  const virtual = createVirtualSubgraph({ services, streamHead: (userId) => stream.head(userId) });
  let operations: Operations | undefined;
  const { apollo, executor, documents, persisted, admission } = stack.use(
    await startEngine({
      supergraphSdl: options.supergraphSdl,
      onChange: () => void operations?.reopen(),
      dataSources: (name) => (name === VIRTUAL_SUBGRAPH ? virtual : sources(name)),
      limits,
      budgets,
      introspection,
      safelist: options.safelist,
      log,
    }),
  );
  const access = new GraphAccess({ platform, apollo, authenticator, admission });
  stack.use(await access.serve());
  const sessions = stack.use(new SessionWatch(authenticator, log));
  operations = new Operations({
    apollo,
    executor,
    authenticator,
    admission,
    documents,
    persisted,
    stream,
    live,
    log,
  });
  const maximumQueued = limits.queuedPerConnection;
  const streams = new EventStreams({ operations, sessions, maximumQueued });

  let port = options.port;
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  const url = () => new URL(options.publicUrl ?? `http://localhost:${port}`).origin;
  const origins = createOrigins({ publicUrl: url, port: () => port, allowed: options.allowedOrigins ?? [] });
  const app = createHttpServer({ log, trustedProxies, origins, reception });
  stack.defer(() => closeServer(app));
  traceRequests(app);
  routeHealth(app, { isReady: () => state === 'ready' && stream.isReading && live.isReading });
  await routeAuth(app, platform);
  routeOAuth(app, { platform, url });
  await routeTransfer(app, { platform, authenticator, budgets, reception });
  await routeCalendars(app, { platform, authenticator, attempts, budgets, url });
  const page = (options.playground ?? true) ? routePlayground(app, log) : undefined;
  await options.routes?.(app);
  routeMcp(app, { platform, authenticator, access, url });
  routeGraphql(app, { path: GRAPHQL_PATH, apollo, authenticator, admission, documents, persisted, streams, page });
  const trust = proxyAddr.compile([...trustedProxies]);
  const sockets = serveWebSockets({
    server: app.server,
    path: GRAPHQL_PATH,
    operations,
    sessions,
    origins,
    identify: (credentials, address) => authenticator.identify(credentials, address),
    addressOf: (request: IncomingMessage) => proxyAddr(request, trust),
    maximumQueued,
    log,
  });
  stack.defer(async () => {
    state = 'draining';
    streams.drain();
    await sockets.drain(options.drainMs ?? 0);
  });
  await app.listen({ host: options.host, port, backlog: BACKLOG });
  port = (app.server.address() as AddressInfo).port;
  state = 'ready';
  const running = stack.move();
  return { url: url(), port, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Lets requests end, but not for ever: a client may take its time, or have gone. */
async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), LONGEST_REQUEST_MS);
  await app.close();
  clearTimeout(timer);
}

function sourceOf(services: Services, name: string): DataSource {
  const service = services.get(name);
  if (!service) throw new Error(`The supergraph has a subgraph ${name}, but there is no such service.`);
  return inProcessSource(({ query, operationName, variables, context }) =>
    service.execute({ query, operationName, variables, principal: context.headers?.[PRINCIPAL_HEADER] ?? '' }),
  );
}
