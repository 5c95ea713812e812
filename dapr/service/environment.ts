import { type AssistantSettings, assistantSettings, assistantVariables } from '@rondo/assistant/settings.ts';
import { type GatewaySettings, gatewaySettings, gatewayVariables } from '@rondo/gateway/settings.ts';
import { type KafkaSettings, readKafkaSettings } from '@rondo/platform/dapr/kafka.ts';
import { outboundHosts } from '@rondo/platform/outbound-hosts.ts';
import { type TelemetrySettings, telemetrySettings, telemetryVariables } from '@rondo/platform/telemetry/telemetry.ts';
import { z } from 'zod';

/** All that a process with a sidecar is told. This is the one place that reads its environment; secrets come from the secret store. */
export interface Environment {
  appHost: string;
  appPort: number;
  appToken: string;
  daprHost: string;
  daprPort: number;
  daprToken: string;
  kafka: KafkaSettings;
  /** The gateway's own. */
  host: string;
  port: number;
  publicUrl: string;
  production: boolean;
  introspection: boolean;
  trustedProxies: string[];
  gateway: GatewaySettings;
  /** Hosts that webhooks and pushes may go to though they are not on the public internet. */
  outboundAllow: string[];
  mailFrom: string;
  /** Where mail is written to where the secret `smtp-url` is empty. */
  mailDirectory: string;
  logLevel: string;
  assistant: AssistantSettings;
  /** Metrics are served on `appHost`. */
  telemetry: TelemetrySettings;
}

/** The environment is not as it should be. The message says all that is wrong, a line each. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const port = z.coerce.number({ error: 'expected a port number' }).int().min(0).max(65_535);
const token = z.string({ error: 'expected the token that the sidecar has as well' }).min(1);

const variables = z.object({
  APP_HOST: z.string().default('127.0.0.1'),
  APP_PORT: port.default(3000),
  APP_API_TOKEN: token,
  DAPR_HOST: z.string().default('127.0.0.1'),
  DAPR_HTTP_PORT: port.default(3500),
  DAPR_API_TOKEN: token,
  HOST: z.string().default('localhost'),
  PORT: port.default(4000),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'expected a URL such as https://rondo.example.com' }).optional(),
  NODE_ENV: z.string().optional(),
  INTROSPECTION: z.stringbool({ error: 'expected true or false' }).optional(),
  TRUSTED_PROXIES: z.string().default(''),
  OUTBOUND_ALLOW: outboundHosts.optional(),
  MAIL_FROM: z.string().default('Rondo <rondo@localhost>'),
  MAIL_DIRECTORY: z.string().default('.rondo/mail'),
  ...gatewayVariables,
  ...telemetryVariables,
  ...assistantVariables,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Throws an EnvironmentError that names every fault at once. A variable that is set to nothing is not set. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = variables.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
  let kafka: KafkaSettings | undefined;
  try {
    kafka = readKafkaSettings(environment);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  if (!parsed.success || !kafka) throw new EnvironmentError(faults.join('\n'));
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  return {
    appHost: values.APP_HOST,
    appPort: values.APP_PORT,
    appToken: values.APP_API_TOKEN,
    daprHost: values.DAPR_HOST,
    daprPort: values.DAPR_HTTP_PORT,
    daprToken: values.DAPR_API_TOKEN,
    kafka,
    host: values.HOST,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    production,
    introspection: values.INTROSPECTION ?? !production,
    outboundAllow: values.OUTBOUND_ALLOW ?? [],
    trustedProxies: values.TRUSTED_PROXIES.split(',').filter((address) => address !== ''),
    mailFrom: values.MAIL_FROM,
    mailDirectory: values.MAIL_DIRECTORY,
    logLevel: values.LOG_LEVEL,
    assistant: assistantSettings(values),
    gateway: gatewaySettings(values),
    telemetry: telemetrySettings(values),
  };
}
