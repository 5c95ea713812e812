import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import type pg from 'pg';

/* Faults that are done by way of the services' databases, so that no service needs a hook for them. */

/** A number of which nobody else takes an advisory lock. */
const markLock = 7_205_759;
const waiting = `select pid from pg_locks where locktype = 'advisory' and objid = ${markLock} and not granted`;

/**
 * Ends the relay of `schema` by `kill` in the moment between the broker's acknowledgement and the mark in the outbox: a trigger
 * has the removal of published rows wait for a lock that is held here.
 */
export async function killBeforeMark(client: pg.Client, schema: string, kill: () => Promise<unknown>): Promise<void> {
  await client.query(`create or replace function public.faults_hold() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${markLock}); return null; end $$`);
  await client.query('select pg_advisory_lock($1)', [markLock]);
  try {
    await client.query(
      `create trigger faults_hold before delete on ${schema}.outbox for each statement execute function public.faults_hold()`,
    );
    const held = await until('a relay is about to mark', () => firstPid(client), 30_000);
    await kill();
    // Its server process would go on, and mark after all.
    await client.query('select pg_terminate_backend($1)', [held]);
    await until('its transaction is undone', async () => (await firstPid(client)) === null);
    const { rows } = await client.query(`select 1 from ${schema}.outbox limit 1`);
    if (rows.length === 0) throw new Error('The outbox is empty: the mark was made.');
  } finally {
    await client.query(`drop trigger if exists faults_hold on ${schema}.outbox`);
    await client.query('select pg_advisory_unlock($1)', [markLock]);
  }
}

async function firstPid(client: pg.Client): Promise<number | null> {
  return (await client.query<{ pid: number }>(waiting)).rows[0]?.pid ?? null;
}

/**
 * While `meanwhile` runs, the notifications service can't take in any event that says something of this user's tasks: each handler throws. Only
 * consumers write to the inbox, so that no call of a user's is hit.
 */
export async function failHandlers(client: pg.Client, meanwhile: () => Promise<unknown>): Promise<void> {
  await client.query(`create or replace function public.faults_fail() returns trigger language plpgsql as $$
    begin raise exception 'a handler that throws'; end $$`);
  await client.query(
    `create trigger faults_fail before insert on notifications.inbox for each row
     when (hashtextextended(new.event_id, 0) % 8 = 0) execute function public.faults_fail()`,
  );
  try {
    await meanwhile();
  } finally {
    await client.query('drop trigger faults_fail on notifications.inbox');
  }
}

export const strangeSource = '/faults';

/** An event that no service of ours has sent. */
export function strange(userId: string, type: string, data: unknown): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('event'),
    source: strangeSource,
    type,
    subject: newId('task'),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: userId,
    actorkind: 'SYSTEM',
    data,
  };
}

/** Of each user's: two whose data no consumer can read, and one of a type that there is not. `largest`: characters. */
export function poisonFor(
  userIds: readonly string[],
  largest: number,
): { malformed: CloudEvent[]; unknown: CloudEvent[] } {
  return {
    malformed: userIds.flatMap((userId) => [
      strange(userId, 'task.completed.v1', 'no object'),
      strange(userId, 'task.created.v1', { task: { title: 'x'.repeat(largest) } }),
    ]),
    unknown: userIds.map((userId) => strange(userId, 'task.teleported.v9', { task: null })),
  };
}
