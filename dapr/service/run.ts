import { readFile } from 'node:fs/promises';
import { type DaprPlatform, openDaprPlatform } from '@rondo/platform/dapr/platform.ts';
import { createLog, type Logger } from '@rondo/platform/log.ts';
import { openMailer } from '@rondo/platform/mail.ts';
import { executeRemotely, serveGraphql } from '@rondo/platform/remote-executor.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { startTelemetry } from '@rondo/platform/telemetry/telemetry.ts';
import { supergraphFile } from '@rondo/schema/subgraphs.ts';
import { define, isService, type ServiceName, serviceNames } from './definitions.ts';
import type { Environment } from './environment.ts';

/** What takes the gateway's place among the names of services. */
export const GATEWAY = 'gateway';

const SMTP_URL = 'smtp-url';

/** Whether there is such a process to run. */
export const isRunnable = (name: string): boolean => name === GATEWAY || isService(name);

export const runnable: readonly string[] = [...serviceNames, GATEWAY];

/**
 * One subgraph, or the gateway, on the platform of its sidecar. Resolves once it answers; disposing ends what it has in hand and
 * stops it.
 */
export async function run(name: string, environment: Environment): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const log = createLog(name, environment.logLevel);
  stack.use(await startTelemetry(name, environment.appHost, environment.telemetry));
  const platform = stack.use(await openDaprPlatform({ appId: name, log, ...environment }));
  if (isService(name)) await runService(name, { environment, platform, log, stack });
  else await runGateway({ environment, platform, log, stack });
  platform.announceReady();
  log.info('ready');
  return stack.move();
}

interface Parts {
  environment: Environment;
  platform: DaprPlatform;
  log: Logger;
  stack: AsyncDisposableStack;
}

async function runService(name: ServiceName, { environment, platform, log, stack }: Parts): Promise<void> {
  const smtpUrl = await platform.secret(SMTP_URL);
  const mailer = stack.use(
    openMailer({ smtpUrl: smtpUrl || null, from: environment.mailFrom, directory: environment.mailDirectory }),
  );
  const { publicUrl, assistant, outboundAllow } = environment;
  const definition = await define(name, { publicUrl, mailer, assistant, outbound: { allowHosts: outboundAllow } });
  const service = stack.use(await startService(definition, platform, log));
  stack.use(await serveGraphql(platform, name, service.execute));
}

async function runGateway({ environment, platform, log, stack }: Parts): Promise<void> {
  const [{ createGateway }, { daprSource }, { gatewayOptions }, { openWebClient }] = await Promise.all([
    import('@rondo/gateway/gateway.ts'),
    import('@rondo/gateway/sources/dapr.ts'),
    import('@rondo/gateway/settings.ts'),
    import('@rondo/web/serve.ts'),
  ]);
  stack.use(
    await createGateway({
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
    }),
  );
}
