import { migrate } from '@rondo/platform/database/migrations.ts';
import { createLog } from '@rondo/platform/log.ts';
import { describeService, type ServiceName, serviceNames } from './definitions.ts';
import { EnvironmentError } from './environment.ts';

/** What takes the place of a service's name. */
export const MIGRATE = 'migrate';

/** Where the address of the role that owns a service's schema is looked for: `TASKS_MIGRATION_URL`. */
export const migrationVariable = (service: ServiceName): string => `${service.toUpperCase()}_MIGRATION_URL`;

/**
 * Brings the schemas of all services up to date, one after the other, and ends: what a deployment does before the new version's
 * processes start. Without a sidecar. Throws EnvironmentError where addresses are missing, and where a migration fails, which has
 * then changed nothing of its schema.
 */
export async function migrateServices(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const missing = serviceNames.map(migrationVariable).filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new EnvironmentError(
      missing.map((name) => `${name}: expected a URL such as postgres://role:password@host:5432/rondo`).join('\n'),
    );
  }
  const log = createLog(MIGRATE, environment.LOG_LEVEL || 'info');
  for (const service of serviceNames) {
    const { migrations } = await describeService(service);
    await migrate({ service, migrationUrl: environment[migrationVariable(service)] ?? '', migrations, log });
    log.info({ service }, 'schema is up to date');
  }
}
