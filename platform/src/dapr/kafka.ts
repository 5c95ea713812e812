import { Kafka, type KafkaConfig, type logCreator, logLevel, type SASLOptions } from 'kafkajs';
import { z } from 'zod';
import type { Logger } from '../log.ts';

/**
 * How Kafka is reached. The variables are those that `dapr/components` hands to Dapr's Kafka component, in that component's own
 * words, so that one set of them serves both clients. The password and the client's key are secrets and come from the
 * secret store by the names below.
 */
export interface KafkaSettings {
  brokers: string[];
  authType: 'none' | 'password' | 'certificate' | 'mtls';
  /** For `password` only. */
  username: string;
  saslMechanism: 'PLAINTEXT' | 'SHA-256' | 'SHA-512';
  disableTls: boolean;
  /** PEM; empty: the authorities that the system trusts. */
  caCert: string;
  clientCert: string;
}

export const KAFKA_PASSWORD = 'kafka-password';
export const KAFKA_CLIENT_KEY = 'kafka-client-key';

const variables = z
  .object({
    KAFKA_BROKERS: z.string({ error: 'expected host:port, several with commas between them' }).min(1),
    KAFKA_AUTH_TYPE: z
      .enum(['none', 'password', 'certificate', 'mtls'], { error: 'expected none, password, certificate or mtls' })
      .default('none'),
    KAFKA_USERNAME: z.string().default(''),
    KAFKA_SASL_MECHANISM: z
      .enum(['PLAINTEXT', 'SHA-256', 'SHA-512'], { error: 'expected PLAINTEXT, SHA-256 or SHA-512' })
      .default('PLAINTEXT'),
    KAFKA_DISABLE_TLS: z.stringbool({ error: 'expected true or false' }).default(false),
    KAFKA_CA_CERT: z.string().default(''),
    KAFKA_CLIENT_CERT: z.string().default(''),
  })
  .superRefine((value, context) => {
    const missing = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (value.KAFKA_AUTH_TYPE === 'password' && !value.KAFKA_USERNAME)
      missing('KAFKA_USERNAME', 'expected a user name, as KAFKA_AUTH_TYPE is password');
    if (value.KAFKA_AUTH_TYPE === 'mtls' && !value.KAFKA_CLIENT_CERT)
      missing('KAFKA_CLIENT_CERT', 'expected a certificate in PEM, as KAFKA_AUTH_TYPE is mtls');
  });

/** Reads KAFKA_… from the environment. Throws an Error that names every fault, a line each. */
export function readKafkaSettings(environment: Readonly<Record<string, string | undefined>>): KafkaSettings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const value = parsed.data;
  return {
    brokers: value.KAFKA_BROKERS.split(',').map((broker) => broker.trim()),
    authType: value.KAFKA_AUTH_TYPE,
    username: value.KAFKA_USERNAME,
    saslMechanism: value.KAFKA_SASL_MECHANISM,
    disableTls: value.KAFKA_DISABLE_TLS,
    caCert: value.KAFKA_CA_CERT,
    clientCert: value.KAFKA_CLIENT_CERT,
  };
}

/** A kafkajs client. `secret` is asked for the password or the key where the settings want one; `retries` of a request are 8 where absent. */
export async function connectKafka(
  settings: KafkaSettings,
  options: { clientId: string; log: Logger; secret(name: string): Promise<string>; retries?: number },
): Promise<Kafka> {
  const { authType } = settings;
  const config: KafkaConfig = {
    clientId: options.clientId,
    brokers: settings.brokers,
    connectionTimeout: 3_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: options.retries ?? 8 },
    logLevel: logLevel.WARN,
    logCreator: logTo(options.log),
  };
  if (authType === 'password') config.sasl = saslOf(settings, await options.secret(KAFKA_PASSWORD));
  if (authType !== 'none' && !settings.disableTls) {
    config.ssl = {
      ...(settings.caCert ? { ca: [settings.caCert] } : {}),
      ...(authType === 'mtls' ? { cert: settings.clientCert, key: await options.secret(KAFKA_CLIENT_KEY) } : {}),
    };
  }
  return new Kafka(config);
}

function saslOf({ saslMechanism, username }: KafkaSettings, password: string): SASLOptions {
  if (saslMechanism === 'SHA-256') return { mechanism: 'scram-sha-256', username, password };
  if (saslMechanism === 'SHA-512') return { mechanism: 'scram-sha-512', username, password };
  return { mechanism: 'plain', username, password };
}

const logTo =
  (log: Logger): logCreator =>
  () =>
  ({ level, namespace, log: { message, timestamp: _, logger: __, ...details } }) => {
    const line = `kafkajs ${namespace}: ${message}`;
    if (level === logLevel.ERROR) log.warn(details, line);
    else log.debug(details, line);
  };
