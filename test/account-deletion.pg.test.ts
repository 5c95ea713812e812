import { createTestDatabase } from '@rondo/platform/testing/postgres.ts';
import { newId } from '@rondo/schema/ids.ts';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { ApiClient, eventually } from './client.ts';
import { add, say } from './conversation.ts';
import { RondoProcess } from './rondo-process.ts';

/*
 * Deleting an account, seen in the database: no row of any table of any service speaks of the user any longer. The tables are
 * asked for, not listed here, so that a new one is covered the day it is made. The event log alone keeps what happened, until its
 * retention is over.
 */

const log = ['platform'];
/** Says of an id that its history is closed, so that no late event opens it again. */
const tombstone = 'activity.chain';

/** `schema.table` of each table with a row in which `text` stands, the log's aside. */
async function tablesThatHold(database: pg.Client, text: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') and not schemaname = any($1) order by 1`,
    [log],
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const held = await database.query(`select from ${name} as row where row::text like '%' || $1 || '%' limit 1`, [
      text,
    ]);
    if (held.rowCount) found.push(name);
  }
  return found;
}

describe('deleting an account', { timeout: 120_000 }, () => {
  it('leaves nothing of the user in any service, and everything of others', async () => {
    await using database = await createTestDatabase();
    await using rondo = await RondoProcess.start({ DATABASE_URL: database.url, OPENAI_API_KEY: '' });
    const email = `leaver-${crypto.randomUUID()}@example.com`;
    const leaver = await ApiClient.signUp(rondo.url, { email, timeZone: 'Europe/Paris' });
    const stays = await ApiClient.signUp(rondo.url);
    for (const user of [leaver, stays]) await useEverything(user);
    const idOf = async (user: ApiClient): Promise<string> => (await user.data('{ viewer { id } }')).viewer.id;
    const [leaverId, staysId] = await Promise.all([idOf(leaver), idOf(stays)]);

    const sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    try {
      const held = await eventually(
        () => tablesThatHold(sql, leaverId),
        (tables) =>
          tables.includes('notifications.notification') &&
          tables.includes('notifications.webhook_delivery') &&
          ['activity', 'assistant', 'notifications', 'recurrence', 'tags', 'tasks'].every((service) =>
            tables.some((table) => table.startsWith(`${service}.`)),
          ),
        15_000,
      );
      const kept = await eventually(
        () => tablesThatHold(sql, staysId),
        (tables) => tables.length >= held.length,
      );
      expect(kept).toEqual(held);

      await leaver.data('mutation ($email: String!) { deleteAccount(confirmEmail: $email) }', { email });
      expect((await leaver.request('{ tasks { totalCount } }')).status).toBe(401);
      await eventually(
        () => tablesThatHold(sql, leaverId),
        (tables) => tables.every((table) => table === tombstone),
      );
      expect(await tablesThatHold(sql, email)).toEqual([]);
      expect(await tablesThatHold(sql, staysId)).toEqual(kept);
    } finally {
      await sql.end();
    }
  });
});

async function useEverything(user: ApiClient): Promise<void> {
  const id = newId('task');
  await user.data('mutation { createWebhook(input: { url: "https://hooks.example/" }) { webhook { id } } }');
  await user.data(
    /* GraphQL */ `
      mutation ($input: CreateTaskInput!, $parentId: ID!) {
        createTask(input: $input) { eventId }
        subtask: createTask(input: { title: "Fill the can", parentId: $parentId }) { eventId }
        saveFilter(name: "Home", query: "#home") { id }
        addReminder(taskId: $parentId, reminder: { before: "PT15M" }) { id }
      }
    `,
    {
      parentId: id,
      input: {
        id,
        title: 'Water the plants',
        due: { date: '2027-01-04', time: '09:30:00' },
        tagNames: ['home'],
        recurrence: { rule: 'FREQ=WEEKLY' },
        reminders: [{ at: new Date(Date.now() + 3_000).toISOString(), channels: ['IN_APP'] }],
      },
    },
  );
  await eventually(
    () => user.data('{ notifications { totalCount } }'),
    ({ notifications }) => notifications.totalCount > 0,
    15_000,
  );
  await user.data('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', { id });
  // With a proposed action under the answer.
  await add(user, 'Old notes');
  const { actions } = await say(user, 'delete old notes');
  expect(actions).toHaveLength(1);
}
