import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase extends AsyncDisposable {
  /** Of the superuser, to a new, empty database. */
  readonly url: string;
}

/** The address of the run's PostgreSQL, of the superuser to the database `postgres`. */
export async function testPostgres(): Promise<string> {
  const response = await fetch(inject('postgresDesk'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}

/**
 * A database of its own for a test file. Disposing of it drops it, and throws where a connection to it is still open:
 * whoever opened that has not closed it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = await testPostgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, (client) => client.query(`create database ${name}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () =>
      asAdmin(adminUrl, async (client) => {
        const left = await connectionsLeft(client, name);
        await client.query(`drop database ${name} with (force)`);
        if (left.length > 0) throw new Error(`Connections were left open: ${left.join(', ')}`);
      }),
  };
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The names of sessions that stay. The server takes a moment to see that one has been closed. */
async function connectionsLeft(client: pg.Client, database: string): Promise<string[]> {
  const deadline = Date.now() + 2_000;
  for (;;) {
    const { rows } = await client.query<{ name: string }>(
      `select application_name as name from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || Date.now() > deadline) return rows.map(({ name }) => name);
  }
}
