import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../testing/postgres.ts';

it('knows the letters of other scripts, so that searches in them have an index to use', async () => {
  await using database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('create extension if not exists pg_trgm');
    const { rows } = await client.query(
      `select word_similarity('молоко', 'купить молоко') as found, lower('МОЛОКО') as lower, 'B' < 'a' as bytewise`,
    );
    expect(rows).toEqual([{ found: 1, lower: 'молоко', bytewise: true }]);
  } finally {
    await client.end();
  }
});
