import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUTH_SECRET, accounts } from '@rondo/accounts/main.ts';
import { activity } from '@rondo/activity/main.ts';
import { assistant, OPENAI_KEY } from '@rondo/assistant/main.ts';
import { createGateway, type Gateway } from '@rondo/gateway/gateway.ts';
import { gatewayOptions } from '@rondo/gateway/settings.ts';
import { CURSOR_KEY } from '@rondo/gateway/stream/cursor.ts';
import { generateVapidKeys, notifications, VAPID_KEYS, WEBHOOK_KEY } from '@rondo/notifications/main.ts';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { randomKey, variableOf } from '@rondo/platform/embedded/secrets.ts';
import { createLog, type Logger } from '@rondo/platform/log.ts';
import { openMailer } from '@rondo/platform/mail.ts';
import { type Clock, PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import { type RunningService, startService } from '@rondo/platform/start-service.ts';
import { startTelemetry } from '@rondo/platform/telemetry/telemetry.ts';
import { recurrence } from '@rondo/recurrence/main.ts';
import { supergraphFile } from '@rondo/schema/subgraphs.ts';
import { tags } from '@rondo/tags/main.ts';
import { tasks } from '@rondo/tasks/main.ts';
import { openWebClient } from '@rondo/web/serve.ts';
import type { Configuration } from './configuration.ts';
import { type DemoUser, makeDemoUser } from './demo.ts';

export interface Rondo extends AsyncDisposable {
  readonly gateway: Gateway;
  /** Where mail goes, in a sentence. */
  readonly mail: string;
  /** Where one was asked for. */
  readonly demo: DemoUser | null;
}

/** Keys that are made at first start and kept in the data directory. */
const generatedSecrets = {
  [PRINCIPAL_KEY]: randomKey,
  [CURSOR_KEY]: randomKey,
  [AUTH_SECRET]: randomKey,
  [VAPID_KEYS]: generateVapidKeys,
  [WEBHOOK_KEY]: randomKey,
};

/**
 * All of Rondo in this process, on its embedded platform. Resolves once the gateway answers; disposing stops it all, in the reverse
 * order. `progress` is told, a line at a time, what takes long at the first start.
 */
export async function startRondo(configuration: Configuration, progress: (line: string) => void): Promise<Rondo> {
  await using stack = new AsyncDisposableStack();
  const { dataDirectory, databaseUrl, smtpUrl, mailFrom, publicUrl, logLevel } = configuration;
  const log = createLog('rondo', logLevel);
  stack.use(await startTelemetry('rondo', configuration.host, configuration.telemetry));
  const mailer = stack.use(openMailer({ smtpUrl, from: mailFrom, directory: join(dataDirectory, 'mail') }));
  const definitions: ServiceDefinition[] = [
    accounts({ publicUrl, sendMail: (mail) => mailer.send(mail) }),
    activity,
    assistant(configuration.assistant),
    notifications({ publicUrl, mailer, outbound: { allowHosts: configuration.outboundAllow } }),
    recurrence,
    tags,
    tasks,
  ];
  const [platform, supergraphSdl, routes] = await Promise.all([
    openEmbeddedPlatform({
      dataDir: dataDirectory,
      ...(databaseUrl === null ? {} : { url: databaseUrl }),
      services: definitions.map(({ name }) => name),
      generators: generatedSecrets,
      env:
        configuration.openAiKey === null
          ? process.env
          : { ...process.env, [variableOf(OPENAI_KEY)]: configuration.openAiKey },
      log,
      progress,
    }),
    readFile(supergraphFile, 'utf8'),
    openWebClient(progress),
  ]);
  stack.use(platform);
  let now: Date | null = null;
  const services = await startAll(definitions, platform, log, stack, () => now ?? new Date());
  const setNow = (instant: Date | null): void => {
    now = instant;
  };
  const demo = configuration.demo ? await makeDemoUser({ platform, services, setNow }, progress) : null;
  const gateway = stack.use(
    await createGateway({
      platform,
      log: log.child({ service: 'gateway' }),
      host: configuration.host,
      port: configuration.port,
      publicUrl,
      supergraphSdl,
      services,
      production: configuration.production,
      routes,
      allowIntrospection: configuration.introspection,
      trustedProxies: configuration.trustedProxies,
      ...(await gatewayOptions(configuration.gateway)),
    }),
  );
  const running = stack.move();
  return { gateway, demo, mail: mailer.destination, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Side by side: each waits for its own migrations, and none for another before a request comes. */
async function startAll(
  definitions: readonly ServiceDefinition[],
  platform: Platform,
  log: Logger,
  stack: AsyncDisposableStack,
  clock: Clock,
): Promise<Map<string, RunningService>> {
  const started = await Promise.allSettled(
    definitions.map((definition) => startService(definition, platform, log.child({ service: definition.name }), clock)),
  );
  const services = new Map<string, RunningService>();
  for (const result of started) {
    if (result.status === 'fulfilled') services.set(result.value.name, stack.use(result.value));
  }
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return services;
}
