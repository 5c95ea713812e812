import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AUTH_SECRET } from '@rondo/accounts/main.ts';
import { OPENAI_KEY } from '@rondo/assistant/settings.ts';
import { CURSOR_KEY } from '@rondo/gateway/stream/cursor.ts';
import { generateVapidKeys, VAPID_KEYS, WEBHOOK_KEY } from '@rondo/notifications/main.ts';
import { KAFKA_CLIENT_KEY, KAFKA_PASSWORD } from '@rondo/platform/dapr/kafka.ts';
import { provisionServices } from '@rondo/platform/database/roles.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { serviceNames } from '../service/definitions.ts';

/** Made once and kept. */
const generators = {
  'database-key': randomKey,
  [PRINCIPAL_KEY]: randomKey,
  [CURSOR_KEY]: randomKey,
  [AUTH_SECRET]: randomKey,
  [VAPID_KEYS]: generateVapidKeys,
  [WEBHOOK_KEY]: randomKey,
};

/** The schema, and the role, of Dapr's own state where that is kept in PostgreSQL. */
const stateSchema = 'dapr_state';

export interface SecretsOptions {
  file: string;
  /** Of a PostgreSQL user who may create roles. */
  adminUrl: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes the local secret store's file: keys as they were, or made anew where there are none, each service's database by a role of
 * its own, and what the environment gives.
 */
export async function writeSecrets({ file, adminUrl, environment }: SecretsOptions): Promise<void> {
  const known = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, string>;
  const secrets: Record<string, string> = {};
  for (const [name, generate] of Object.entries(generators)) secrets[name] = known[name] ?? (await generate());
  const urls = await provisionServices({
    adminUrl,
    services: [...serviceNames, stateSchema],
    key: secrets['database-key'] ?? '',
  });
  for (const service of serviceNames) {
    secrets[`${service}-database-url`] = urls.get(service)?.url ?? '';
    secrets[`${service}-migration-url`] = urls.get(service)?.migrationUrl ?? '';
  }
  secrets['state-database-url'] = urls.get(stateSchema)?.migrationUrl ?? '';
  secrets['redis-password'] = environment.REDIS_PASSWORD ?? '';
  secrets[OPENAI_KEY] = environment.OPENAI_API_KEY ?? '';
  secrets['smtp-url'] = environment.SMTP_URL ?? '';
  secrets[KAFKA_PASSWORD] = environment.KAFKA_PASSWORD ?? '';
  secrets[KAFKA_CLIENT_KEY] = environment.KAFKA_CLIENT_KEY ?? '';
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, file);
}
