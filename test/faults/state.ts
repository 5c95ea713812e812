import { verifyChains } from '@rondo/activity/verification.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import type pg from 'pg';
import type { LoggedEvent, State } from './recording.ts';

/** What the databases hold; the log is read by the world, which knows where it is. */
export type Stored = Omit<State, 'facts' | 'updates' | 'deadLetters'>;

export const services = ['accounts', 'activity', 'assistant', 'notifications', 'recurrence', 'tags', 'tasks'] as const;

/** Reads all that the checker wants of the databases. `client`: of a role that row-level security lets see all. */
export async function readStored(client: pg.Client): Promise<Stored> {
  const rows = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> =>
    (await client.query<Row>(text)).rows;
  const { faults } = await verifyChains(client);
  // Where clocks were wrong, something else than they says when notifications were made (clock.ts).
  const told = (await rows<{ there: boolean }>(`select to_regclass('public.faults_told') is not null as there`))[0]
    ?.there;
  return {
    tasks: await rows(
      `select id, owner_id as "userId", title, status, version, deleted_at is not null as deleted,
         series_id as "seriesId", occurrence_key as "occurrenceKey" from tasks.task`,
    ),
    tags: await rows(`select id, owner_id as "userId", name, version, deleted_at is not null as deleted from tags.tag`),
    series: await rows('select id, ended from recurrence.series'),
    reminders: await rows(
      `select id, owner_id as "userId", task_id as "taskId", state, firing, 'IN_APP' = any(channels) as "inApp",
         extract(epoch from fire_at)::float8 * 1000 as "fireAt", extract(epoch from at)::float8 * 1000 as at
       from notifications.reminder`,
    ),
    notifications: await rows(
      `select n.id, task_id as "taskId", extract(epoch from ${told ? 'coalesce(told.at, created_at)' : 'created_at'})::float8 * 1000 as "createdAt"
       from notifications.notification n ${told ? 'left join public.faults_told told using (id)' : ''}`,
    ),
    activity: await rows(
      `select id, owner_id as "userId", sequence, type, subject_id as subject, actor_kind = 'USER' as "byUser", changes
       from activity.entry order by owner_id, sequence`,
    ),
    brokenChains: faults.map(({ userId, entry, reason }) => `${userId}, entry ${entry?.sequence ?? 'last'}: ${reason}`),
    outbox: await outboxSize(client),
    refused: (
      await rows<{ refused: string }>(
        services
          .map((service) => `select refused from ${service}.outbox where refused is not null`)
          .join(' union all '),
      )
    ).map(({ refused }) => refused),
    at: (await rows<{ at: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as at'))[0]?.at ?? 0,
  };
}

/** Events that no relay has published, of those written before `until` where that is given. */
export async function outboxSize(client: pg.Client, until: Date | null = null): Promise<number> {
  const counts = services.map(
    (service) =>
      `select count(*)::int as n from ${service}.outbox where refused is null and ($1::timestamptz is null or created_at <= $1)`,
  );
  const { rows } = await client.query<{ n: number }>(
    `select sum(n)::int as n from (${counts.join(' union all ')}) as all_of_them`,
    [until],
  );
  return rows[0]?.n ?? 0;
}

export function loggedEvent(event: CloudEvent): LoggedEvent {
  const data = event.data as { task?: { version?: number }; tag?: { version?: number } } | null;
  const version = data?.task?.version ?? data?.tag?.version ?? null;
  return { id: event.id, userId: event.partitionkey, type: event.type, subject: event.subject, version };
}
