import { readFile } from 'node:fs/promises';
import { type DaprPlatform, openDaprPlatform } from '@rondo/platform/dapr/platform.ts';
import { untilPossible } from '@rondo/platform/dapr/until-possible.ts';
import { SqlState, sqlStateOf } from '@rondo/platform/database/sql-state.ts';
import { createLog, type Logger } from '@rondo/platform/log.ts';
import { openMailer } from '@rondo/platform/mail.ts';
import { executeRemotely, serveGraphql } from '@rondo/platform/remote-executor.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { tellExpiry } from '@rondo/platform/telemetry/certificates.ts';
import { startTelemetry } from '@rondo/platform/telemetry/telemetry.ts';
import { supergraphFile } from '@rondo/schema/subgraphs.ts';
import { define, isService, type ServiceName, serviceNames } from './definitions.ts';
import { type Environment, EnvironmentError } from './environment.ts';

/** What takes the gateway's place among the names of services. */
export const GATEWAY = 'gateway';

const SMTP_URL = 'smtp-url';

const ACCESS_STATES: ReadonlySet<string> = new Set([
  SqlState.INVALID_PASSWORD,
  SqlState.INVALID_AUTHORIZATION,
  SqlState.UNDEFINED_DATABASE,
]);

/** Whether there is such a process to run. */
export const isRunnable = (name: string): boolean => name === GATEWAY || isService(name);

export const runnable: readonly string[] = [...serviceNames, GATEWAY];

/**
 * One subgraph, or the gateway, on the platform of its sidecar. Resolves once it answers: what it needs and does not get it asks for again
 * until `signal` is aborted, and says so. Disposing ends what it has in hand and stops it.
 */
export async function run(name: string, environment: Environment, signal: AbortSignal): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const log = createLog(name, environment.logLevel);
  watchCertificates(environment.kafka);
  stack.use(await startTelemetry(name, environment.appHost, environment.telemetry));
  const platform = stack.use(await openDaprPlatform({ appId: name, log, signal, ...environment }));
  const parts = { environment, platform, log };
  stack.use(
    await untilPossible(() => (isService(name) ? startSubgraph(name, parts) : startGateway(parts)), { log, signal }),
  );
  platform.announceReady();
  log.info('ready');
  return stack.move();
}

/** Has an alert know when those end that Kafka is spoken to with. Throws EnvironmentError where one is none. */
function watchCertificates({ caCert, clientCert }: Environment['kafka']): void {
  for (const [variable, certificate, pem] of [
    ['KAFKA_CA_CERT', 'kafka_authority', caCert],
    ['KAFKA_CLIENT_CERT', 'kafka_client', clientCert],
  ] as const) {
    try {
      if (pem) tellExpiry(certificate, pem);
    } catch (error) {
      throw new EnvironmentError(`${variable}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

interface Parts {
  environment: Environment;
  platform: DaprPlatform;
  log: Logger;
}

async function startSubgraph(name: ServiceName, { environment, platform, log }: Parts): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const smtpUrl = await platform.secret(SMTP_URL);
  const mailer = stack.use(
    openMailer({ smtpUrl: smtpUrl || null, from: environment.mailFrom, directory: environment.mailDirectory }),
  );
  const { publicUrl, assistant, outboundAllow } = environment;
  const definition = await define(name, { publicUrl, mailer, assistant, outbound: { allowHosts: outboundAllow } });
  const service = stack.use(
    await startService(definition, platform, log).catch((error: unknown) => {
      throw isAboutAccess(error) ? refusedDatabase(name, error) : error;
    }),
  );
  stack.use(await serveGraphql(platform, name, service.execute));
  return stack.move();
}

/** That PostgreSQL does not let a service in, or has no such database. */
function isAboutAccess(error: unknown): error is Error {
  return ACCESS_STATES.has(sqlStateOf(error) ?? '');
}

function refusedDatabase(name: ServiceName, error: Error): Error {
  return new Error(
    `The database of ${name} can't be opened: ${error.message}. Check the secrets ${name}-database-url and ${name}-migration-url.`,
    { cause: error },
  );
}

async function startGateway({ environment, platform, log }: Parts): Promise<AsyncDisposable> {
  const [{ createGateway }, { daprSource }, { gatewayOptions }, { openWebClient }] = await Promise.all([
    import('@rondo/gateway/gateway.ts'),
    import('@rondo/gateway/sources/dapr.ts'),
    import('@rondo/gateway/settings.ts'),
    import('@rondo/web/serve.ts'),
  ]);
  return createGateway({
    platform,
    log,
    host: environment.host,
    port: environment.port,
    publicUrl: environment.publicUrl,
    supergraphSdl: await readFile(supergraphFile, 'utf8'),
    services: new Map(serviceNames.map((name) => [name, { execute: executeRemotely(platform, name) }])),
    sources: (subgraph) => daprSource(platform, subgraph),
    production: environment.production,
    allowIntrospection: environment.introspection,
    trustedProxies: environment.trustedProxies,
    routes: await openWebClient((line) => log.info(line)),
    ...(await gatewayOptions(environment.gateway)),
  });
}
