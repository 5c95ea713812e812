import { topicRetentionMs } from '@rondo/schema/topics.ts';
import type { Logger } from '../log.ts';
import type { Groups } from './groups.ts';
import type { Query } from './query.ts';
import type { TableState } from './state.ts';

export interface RetentionOptions {
  query: Query;
  groups: Groups;
  state: TableState;
  log: Logger;
  /** How long the log keeps an event, in milliseconds; a topic's own retention counts where it is shorter. */
  retentionMs: number;
}

const ownRetentions = [
  Object.keys(topicRetentionMs),
  Object.values(topicRetentionMs).map((milliseconds) => milliseconds / 1000),
];
const intervalMs = 3_600_000;

/** Removes from the log what is old, except what a group that is consumed here has yet to read: a laptop may have been off for weeks. */
export function startRetention(options: RetentionOptions): Disposable {
  // Not at once: by then the services have subscribed.
  const timer = setInterval(() => {
    removeOld(options).catch((error) => options.log.warn(error, 'old events were not removed'));
  }, intervalMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Returns how many events went. */
export async function removeOld({ query, groups, state, retentionMs }: RetentionOptions): Promise<number> {
  await state.prune();
  const active = groups.active();
  const { rows } = await query<{ count: string }>(
    `with old as (
       select p.topic, p.partition, p.floor, least(
         coalesce((select min("offset") from platform.event e
           where e.topic = p.topic and e.partition = p.partition
             and e.published_at >= now() - make_interval(secs => least($1, own.seconds))), p.head),
         (select min(g."offset") from platform.group_offset g
           join unnest($2::text[], $3::text[]) as a (group_name, topic) using (group_name, topic)
           where g.topic = p.topic and g.partition = p.partition)
       ) as until
       from platform.topic_partition p
       left join unnest($4::text[], $5::float8[]) as own (topic, seconds) using (topic)
     ),
     moved as (
       update platform.topic_partition p set floor = old.until from old
       where p.topic = old.topic and p.partition = old.partition and old.until > p.floor
       returning p.topic, p.partition, p.floor
     ),
     removed as (
       delete from platform.event e using moved m
       where e.topic = m.topic and e.partition = m.partition and e."offset" < m.floor returning 1
     )
     select count(*) from removed`,
    [retentionMs / 1000, active.map(({ group }) => group), active.map(({ topic }) => topic), ...ownRetentions],
  );
  return Number(rows[0]?.count ?? 0);
}
