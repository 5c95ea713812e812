import pg from 'pg';
import { SqlState, sqlStateOf } from '../database/sql-state.ts';

/** The schema of the embedded platform's own tables. */
export const platformSchema = 'platform';

/**
 * Steps of the schema, each run once, in order. One that has been released never changes.
 * topic_partition: `head` is the next offset, `floor` the oldest that the log still has.
 */
const steps: readonly string[] = [
  `
  create table platform.topic_partition (
    topic text not null,
    partition integer not null,
    head bigint not null default 0,
    floor bigint not null default 0,
    primary key (topic, partition)
  ) with (fillfactor = 50);

  create table platform.event (
    topic text not null,
    partition integer not null,
    "offset" bigint not null,
    key text not null,
    event json not null,
    published_at timestamptz not null default clock_timestamp(),
    primary key (topic, partition, "offset")
  );

  -- Offsets are given under the lock of their partition's row, which is held until the commit: so they have no gaps, and
  -- become visible in their order. Partitions are locked in one order, so that no two publishers wait for each other.
  -- Returns the offset of the first event in each of the partitions.
  create function platform.publish(p_topic text, p_partitions integer[], p_keys text[], p_events text[])
  returns table (o_partition integer, o_offset bigint)
  language plpgsql as $$
  begin
    perform from platform.topic_partition t
      where t.topic = p_topic and t.partition = any (p_partitions) order by t.partition for update;
    insert into platform.event (topic, partition, "offset", key, event)
      select p_topic, i.partition, t.head + row_number() over (partition by i.partition order by i.n) - 1, i.key, i.event::json
      from unnest(p_partitions, p_keys, p_events) with ordinality as i (partition, key, event, n)
      join platform.topic_partition t on t.topic = p_topic and t.partition = i.partition;
    return query update platform.topic_partition t set head = t.head + c.count
      from (select i.partition, count(*) as count from unnest(p_partitions) as i (partition) group by i.partition) c
      where t.topic = p_topic and t.partition = c.partition
      returning t.partition, t.head - c.count;
  end $$;

  create table platform.group_offset (
    group_name text not null,
    topic text not null,
    partition integer not null,
    "offset" bigint not null,
    primary key (group_name, topic, partition)
  ) with (fillfactor = 50);

  -- Moves those that are still where they were thought to be, and returns their numbers, counted from 1. A crash may undo it: the events
  -- come again. So the commit need not wait for the disk.
  create function platform.move_offsets(
    p_groups text[], p_topics text[], p_partitions integer[], p_from bigint[], p_to bigint[]
  ) returns setof bigint
  language plpgsql as $$
  begin
    perform set_config('synchronous_commit', 'off', true);
    return query update platform.group_offset g set "offset" = m.new
      from unnest(p_groups, p_topics, p_partitions, p_from, p_to) with ordinality
        as m (group_name, topic, partition, old, new, n)
      where g.group_name = m.group_name and g.topic = m.topic and g.partition = m.partition and g."offset" = m.old
      returning m.n;
  end $$;

  create table platform.dead_letter (
    id bigint generated always as identity primary key,
    group_name text not null,
    topic text not null,
    partition integer not null,
    event_id text not null,
    event json not null,
    attempts integer not null,
    reason text not null,
    failed_at timestamptz not null default now(),
    redriving boolean not null default false,
    unique (group_name, topic, event_id)
  );

  create table platform.state (
    key text primary key,
    value json not null,
    etag bigint generated always as identity,
    expires_at timestamptz
  );

  create table platform.job (
    service text not null,
    name text not null,
    due_at timestamptz not null,
    generation bigint generated always as identity,
    primary key (service, name)
  );
  `,
];

/** Brings the schema up to date. `pool`: the role that uses it; `migrationUrl`: of the one that owns it. */
export async function migratePlatform(pool: pg.Pool, migrationUrl: string): Promise<void> {
  if ((await stepsDone(pool)) >= steps.length) return;
  const client = new pg.Client({ connectionString: migrationUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query("select pg_advisory_xact_lock(hashtextextended('rondo migrate platform', 0))");
    await client.query('create table if not exists platform.schema_step (step integer primary key)');
    const done = await stepsDone(client);
    for (const [index, sql] of steps.entries()) {
      if (index < done) continue;
      await client.query(sql);
      await client.query('insert into platform.schema_step values ($1)', [index]);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function stepsDone(client: pg.Pool | pg.Client): Promise<number> {
  try {
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from platform.schema_step');
    return rows[0]?.count ?? 0;
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === SqlState.UNDEFINED_TABLE || state === SqlState.INVALID_SCHEMA_NAME) return 0;
    throw error;
  }
}
