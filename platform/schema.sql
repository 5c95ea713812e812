-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

CREATE OR REPLACE FUNCTION platform.move_offsets(p_groups text[], p_topics text[], p_partitions integer[], p_from bigint[], p_to bigint[])
 RETURNS SETOF bigint
 LANGUAGE plpgsql
AS $function$
  begin
    perform set_config('synchronous_commit', 'off', true);
    return query update platform.group_offset g set "offset" = m.new
      from unnest(p_groups, p_topics, p_partitions, p_from, p_to) with ordinality
        as m (group_name, topic, partition, old, new, n)
      where g.group_name = m.group_name and g.topic = m.topic and g.partition = m.partition and g."offset" = m.old
      returning m.n;
  end $function$;

CREATE OR REPLACE FUNCTION platform.publish(p_topic text, p_partitions integer[], p_keys text[], p_events text[])
 RETURNS TABLE(o_partition integer, o_offset bigint)
 LANGUAGE plpgsql
AS $function$
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
  end $function$;

create table platform.dead_letter (
  id bigint not null generated always as identity,
  group_name text not null,
  topic text not null,
  partition integer not null,
  event_id text not null,
  event json not null,
  attempts integer not null,
  reason text not null,
  failed_at timestamp with time zone not null default now(),
  redriving boolean not null default false,
  constraint dead_letter_pkey PRIMARY KEY (id),
  constraint dead_letter_group_name_topic_event_id_key UNIQUE (group_name, topic, event_id)
);

create table platform.event (
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  key text not null,
  event json not null,
  published_at timestamp with time zone not null default clock_timestamp(),
  constraint event_pkey PRIMARY KEY (topic, partition, "offset")
);

create table platform.group_offset (
  group_name text not null,
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  constraint group_offset_pkey PRIMARY KEY (group_name, topic, partition)
);
alter table platform.group_offset set (fillfactor=50);

create table platform.job (
  service text not null,
  name text not null,
  due_at timestamp with time zone not null,
  generation bigint not null generated always as identity,
  constraint job_pkey PRIMARY KEY (service, name)
);

create table platform.schema_step (
  step integer not null,
  constraint schema_step_pkey PRIMARY KEY (step)
);

create table platform.state (
  key text not null,
  value json not null,
  etag bigint not null generated always as identity,
  expires_at timestamp with time zone,
  constraint state_pkey PRIMARY KEY (key)
);

create table platform.topic_partition (
  topic text not null,
  partition integer not null,
  head bigint not null default 0,
  floor bigint not null default 0,
  constraint topic_partition_pkey PRIMARY KEY (topic, partition)
);
alter table platform.topic_partition set (fillfactor=50);

grant usage on schema platform to rondo_platform;
grant delete, insert, select, update on platform.dead_letter to rondo_platform;
grant usage on platform.dead_letter_id_seq to rondo_platform;
grant delete, insert, select, update on platform.event to rondo_platform;
grant delete, insert, select, update on platform.group_offset to rondo_platform;
grant delete, insert, select, update on platform.job to rondo_platform;
grant usage on platform.job_generation_seq to rondo_platform;
grant delete, insert, select, update on platform.schema_step to rondo_platform;
grant delete, insert, select, update on platform.state to rondo_platform;
grant usage on platform.state_etag_seq to rondo_platform;
grant delete, insert, select, update on platform.topic_partition to rondo_platform;
