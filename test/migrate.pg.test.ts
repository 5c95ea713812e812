import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { provisionServices } from '@rondo/platform/database/roles.ts';
import { createTestDatabase } from '@rondo/platform/testing/postgres.ts';
import pg from 'pg';
import { expect, it } from 'vitest';
import { serviceNames } from '../dapr/service/definitions.ts';
import { migrationVariable } from '../dapr/service/migrate.ts';

const service = fileURLToPath(new URL('../service.ts', import.meta.url));

const migrate = (environment: Record<string, string>) =>
  promisify(execFile)(process.execPath, [service, 'migrate'], {
    env: { PATH: process.env.PATH ?? '', ...environment },
  });

it('node service.ts migrate brings every schema up to date, without a sidecar, as often as it is called', async () => {
  await using database = await createTestDatabase();
  const urls = await provisionServices({
    adminUrl: database.url,
    services: [...serviceNames],
    key: 'the same for all tests',
  });
  const environment = Object.fromEntries(
    serviceNames.map((name) => [migrationVariable(name), urls.get(name)?.migrationUrl ?? '']),
  );
  await migrate(environment);
  const { stderr } = await migrate(environment);
  expect(stderr).toContain('up to date');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `select distinct table_schema as name from information_schema.tables where table_name = 'outbox' order by 1`,
  );
  await client.end();
  expect(rows.map(({ name }) => name)).toEqual(serviceNames.toSorted());
});

it('it names every address that is missing, and fails where a database is not there, without telling the password', async () => {
  const faults = await migrate({}).catch((error: { stderr: string; code: number }) => error);
  expect(faults).toMatchObject({ code: 1 });
  for (const name of serviceNames) expect(faults.stderr).toContain(migrationVariable(name));
  const nowhere = Object.fromEntries(
    serviceNames.map((name) => [migrationVariable(name), 'postgres://role:hunter2@127.0.0.1:9/rondo']),
  );
  const away = await migrate(nowhere).catch((error: { stderr: string; code: number }) => error);
  expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') });
  expect(away.stderr).not.toContain('hunter2');
});
