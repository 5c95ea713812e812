import pg from 'pg';
import type { World } from './world.ts';

/** Rows of a statement over the whole database, as its superuser. */
export async function queryTestDatabase<Row extends object>(
  world: World,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: world.services.testPlatform.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
