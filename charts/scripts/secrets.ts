/**
 * What charts/secrets.sh hands to kubectl: on standard output a List of those of Rondo's Secrets that are to be made, or made anew. Values
 * come in by standard input and leave by standard output alone, never by arguments or messages.
 *
 * Standard input has a line for each thing known:
 *   present NAME           a Secret that is there, and stays
 *   given NAME=VALUE       counts more; `admin-url` among them is a database's user who may create roles
 *   base64 NAME VALUE      the same, as Kubernetes writes it; `admin-password` and `database-key` among them
 *   forwarded HOST:PORT SERVICE:PORT   where a database of CloudNativePG's is reached from here, and by the services
 * Standard error lists the names.
 */
import { AUTH_SECRET } from '@rondo/accounts/main.ts';
import { OPENAI_KEY } from '@rondo/assistant/settings.ts';
import { CURSOR_KEY } from '@rondo/gateway/stream/cursor.ts';
import { generateVapidKeys, VAPID_KEYS, WEBHOOK_KEY } from '@rondo/notifications/main.ts';
import { KAFKA_CLIENT_KEY, KAFKA_PASSWORD } from '@rondo/platform/dapr/kafka.ts';
import { provisionServices } from '@rondo/platform/database/roles.ts';
import { randomKey, type SecretGenerator } from '@rondo/platform/embedded/secrets.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { serviceNames } from '../../dapr/service/definitions.ts';

/** What the passwords of the databases' roles are derived from. No service reads it. */
const DATABASE_KEY = 'database-key';

/** Made where they are missing; an empty one turns off what needs it. */
const generators: Readonly<Record<string, SecretGenerator>> = {
  [PRINCIPAL_KEY]: randomKey,
  [CURSOR_KEY]: randomKey,
  [AUTH_SECRET]: randomKey,
  [WEBHOOK_KEY]: randomKey,
  [VAPID_KEYS]: generateVapidKeys,
  'redis-password': randomKey,
  'app-api-token': randomKey,
  'dapr-api-token': randomKey,
  'smtp-url': () => '',
  [OPENAI_KEY]: () => '',
  [KAFKA_PASSWORD]: () => '',
  [KAFKA_CLIENT_KEY]: () => '',
};

const databaseSecrets = serviceNames.flatMap((service) => [`${service}-database-url`, `${service}-migration-url`]);
/** Every Secret that the chart expects. */
export const secretNames = [...Object.keys(generators), ...databaseSecrets];

export interface SecretsRequest {
  /** Names of Secrets that are there and stay. */
  present: string[];
  /** Values by name, which count more than what would be made. */
  given: Record<string, string>;
  /** Of a database's user who may create roles. */
  adminUrl?: string;
  /** host:port that services reach that database at, where it is not what `adminUrl` says. */
  host?: string;
  /** What is in the Secret database-key. */
  databaseKey?: string;
}

/** Throws where a line is none of those above, without repeating what may be a value. */
export function parseRequest(text: string): SecretsRequest {
  const present: string[] = [];
  const {
    'admin-url': adminUrl,
    'admin-password': password,
    [DATABASE_KEY]: databaseKey,
    ...given
  } = valuesOf(text, present);
  const [, forwarded, host = ''] = /^forwarded (\S+) (\S+)$/m.exec(text) ?? [];
  if (!forwarded) return { present, given, ...(adminUrl ? { adminUrl } : {}), ...(databaseKey ? { databaseKey } : {}) };
  const local = new URL(`postgres://rondo@${forwarded}/rondo`);
  local.password = password ?? '';
  return { present, given, adminUrl: local.href, host, ...(databaseKey ? { databaseKey } : {}) };
}

function valuesOf(text: string, present: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (/^(?:given)?\s*(?:#.*)?$/.test(line) || line.startsWith('forwarded ')) continue;
    const [, kept, given, plain = '', encoded, base64 = ''] =
      /^(?:present (\S+)|given ([^\s=#]+)=(.*)|base64 (\S+) (\S*))$/.exec(line) ?? [];
    if (kept) present.push(kept);
    else if (given) values[given] = plain;
    else if (encoded) values[encoded] = Buffer.from(base64, 'base64').toString('utf8');
    else throw new Error(`Line ${index + 1}: expected NAME=VALUE`);
  }
  return values;
}

/** Values by name of the Secrets to be written. Throws, naming no value, where something is missing or unknown. */
export async function chooseSecrets(request: SecretsRequest): Promise<Map<string, string>> {
  const { present, given, adminUrl, host, databaseKey } = request;
  const unknown = Object.keys(given).filter((name) => !secretNames.includes(name));
  if (unknown.length > 0) {
    throw new Error(`Unknown: ${unknown.join(', ')}. Expected names among ${secretNames.join(', ')}`);
  }
  const chosen = new Map<string, string>();
  for (const [name, generate] of Object.entries(generators)) {
    if (!present.includes(name)) chosen.set(name, await generate());
  }
  if (adminUrl !== undefined) {
    const key = databaseKey || (await randomKey());
    if (!databaseKey) chosen.set(DATABASE_KEY, key);
    for (const [service, urls] of await provisionServices({ adminUrl, services: serviceNames, key })) {
      chosen.set(`${service}-database-url`, at(urls.url, host));
      chosen.set(`${service}-migration-url`, at(urls.migrationUrl, host));
    }
  }
  for (const [name, value] of Object.entries(given)) chosen.set(name, value);
  const missing = databaseSecrets.filter((name) => !chosen.has(name) && !present.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `Missing: ${missing.join(', ')}. Give them in a file (--from), or the database's administrator as admin-url there`,
    );
  }
  return chosen;
}

function at(url: string, host: string | undefined): string {
  if (!host) return url;
  const moved = new URL(url);
  moved.host = host;
  return moved.href;
}

/** Each a Secret with its name as its only key, as Dapr's secret store reads them; Dapr's own tokens are under `token`. */
export function manifestOf(name: string, value: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels: { 'app.kubernetes.io/part-of': 'rondo' } },
    type: 'Opaque',
    stringData: { [name.endsWith('-api-token') ? 'token' : name]: value },
  };
}

async function main(): Promise<void> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  const chosen = await chooseSecrets(parseRequest(text));
  const items = [...chosen].map(([name, value]) => manifestOf(name, value));
  process.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items })}\n`);
  process.stderr.write(`Secrets to write: ${[...chosen.keys()].join(', ') || 'none'}\n`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
