import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type AssistantSettings, assistantSettings, assistantVariables } from '@rondo/assistant/settings.ts';
import { type GatewaySettings, gatewaySettings, gatewayVariables } from '@rondo/gateway/settings.ts';
import { outboundHosts } from '@rondo/platform/outbound-hosts.ts';
import { type TelemetrySettings, telemetrySettings, telemetryVariables } from '@rondo/platform/telemetry/telemetry.ts';
import { z } from 'zod';

/** All that `npm start` can be told. This is the one place that reads the command line and the environment. */
export interface Configuration {
  /** 0: any that is free. */
  port: number;
  host: string;
  /** Absolute. Holds the database, generated secrets and mails; made where it is missing. */
  dataDirectory: string;
  /** Empties the data directory first. */
  reset: boolean;
  /** Makes a user with a year of tasks. */
  demo: boolean;
  /** A PostgreSQL to use in place of the embedded one. */
  databaseUrl: string | null;
  /** Where mail goes; null: to files in the data directory. */
  smtpUrl: string | null;
  mailFrom: string;
  /** How users reach the gateway. */
  publicUrl: string;
  production: boolean;
  introspection: boolean;
  gateway: GatewaySettings;
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  /** Hosts that webhooks and pushes may go to though they are not on the public internet, by plain http too. */
  outboundAllow: string[];
  logLevel: string;
  assistant: AssistantSettings;
  /** Of the assistant's model; null: there is none, or the endpoint needs none. */
  openAiKey: string | null;
  telemetry: TelemetrySettings;
}

/** The command line or the environment is not as it should be. The message says all that is wrong, a line each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export const usage = `npm start -- [options]
  --port N          port to listen on (default 4000; environment PORT)
  --data-dir DIR    where data is kept (default .rondo)
  --reset           delete the data directory's contents first
  --demo            make a demo user with a year of tasks, signed in
  --help            show this`;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const port = z.coerce
  .number({ error: 'expected a port number' })
  .int({ error: 'expected a whole number' })
  .min(0, { error: 'expected a port from 0 to 65535' })
  .max(65_535, { error: 'expected a port from 0 to 65535' });
const urlOf = (protocol: RegExp, example: string) => z.url({ protocol, error: `expected a URL such as ${example}` });
const flag = z.stringbool({ error: 'expected true or false' });

/** An environment variable that is set to nothing is not set. */
const settings = z.object({
  '--port': port.optional(),
  '--data-dir': z.string().min(1, { error: 'expected a directory' }).optional(),
  PORT: port.optional(),
  HOST: z.string().optional(),
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'postgres://user:password@host:5432/rondo').optional(),
  SMTP_URL: urlOf(/^smtps?$/, 'smtp://user:password@host:587').optional(),
  MAIL_FROM: z.string().optional(),
  PUBLIC_URL: urlOf(/^https?$/, 'https://rondo.example.com').optional(),
  NODE_ENV: z.string().optional(),
  INTROSPECTION: flag.optional(),
  TRUSTED_PROXIES: z.string().optional(),
  OUTBOUND_ALLOW: outboundHosts.optional(),
  ...gatewayVariables,
  ...telemetryVariables,
  ...assistantVariables,
  LOG_LEVEL: z.enum(logLevels, { error: `expected one of ${logLevels.join(', ')}` }).optional(),
});

/** Reads `npm start`'s arguments and environment. Throws a ConfigurationError that names every fault at once. */
export function readConfiguration(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Configuration | 'help' {
  const faults: string[] = [];
  const options = readArguments(args, faults);
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = settings.safeParse({
    ...Object.fromEntries(given),
    '--port': options.port,
    '--data-dir': options['data-dir'],
  });
  for (const issue of parsed.error?.issues ?? []) faults.push(`${issue.path.join('.')}: ${issue.message}`);
  if (options.reset && parsed.data?.DATABASE_URL) {
    faults.push('--reset: deletes the embedded database only. Empty the one of DATABASE_URL yourself.');
  }
  if (faults.length > 0 || !parsed.success) {
    throw new ConfigurationError([...faults, '', usage].join('\n'));
  }
  if (options.help) return 'help';
  const values = parsed.data;
  const listenPort = values['--port'] ?? values.PORT ?? 4000;
  const production = values.NODE_ENV === 'production';
  return {
    port: listenPort,
    host: values.HOST ?? 'localhost',
    dataDirectory: resolve(values['--data-dir'] ?? '.rondo'),
    reset: options.reset,
    demo: options.demo,
    databaseUrl: values.DATABASE_URL ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? 'Rondo <rondo@localhost>',
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${listenPort}`).replace(/\/+$/, ''),
    production,
    introspection: values.INTROSPECTION ?? !production,
    outboundAllow: values.OUTBOUND_ALLOW ?? [],
    trustedProxies: (values.TRUSTED_PROXIES ?? '').split(',').filter((address) => address !== ''),
    logLevel: values.LOG_LEVEL ?? 'warn',
    assistant: assistantSettings(values),
    openAiKey: values.OPENAI_API_KEY ?? null,
    gateway: gatewaySettings(values),
    telemetry: telemetrySettings(values),
  };
}

function readArguments(args: readonly string[], faults: string[]) {
  const none = { port: undefined, 'data-dir': undefined, reset: false, demo: false, help: false };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        reset: { type: 'boolean', default: false },
        demo: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...none, ...values };
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
    return none;
  }
}
