-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

CREATE OR REPLACE FUNCTION activity.erase_entries()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$ delete from activity.entry where owner_id = current_setting('rondo.owner') $function$;

create table activity.chain (
  owner_id text not null,
  sequence integer not null,
  hash text,
  closed boolean not null default false,
  constraint chain_pkey PRIMARY KEY (owner_id),
  constraint chain_sequence_check CHECK ((sequence >= 0))
);
alter table activity.chain enable row level security;
alter table activity.chain force row level security;
create policy owner on activity.chain using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table activity.entry (
  owner_id text not null,
  sequence integer not null,
  id text not null,
  type text not null,
  subject_id text not null,
  actor_kind text not null,
  actor_id text,
  actor_name text,
  at timestamp(3) with time zone not null,
  changes json not null,
  previous_hash text,
  hash text not null,
  constraint entry_pkey PRIMARY KEY (owner_id, sequence),
  constraint entry_sequence_check CHECK ((sequence > 0))
);
CREATE INDEX entry_at ON activity.entry USING btree (owner_id, at);
CREATE INDEX entry_subject ON activity.entry USING btree (owner_id, subject_id, sequence);
CREATE UNIQUE INDEX entry_id_unique ON activity.entry USING btree (id);
alter table activity.entry enable row level security;
alter table activity.entry force row level security;
create policy owner on activity.entry using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table activity.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON activity.inbox USING btree (at);

create table activity.migration (
  id integer not null default nextval('activity.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table activity.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table activity.outbox enable row level security;
alter table activity.outbox force row level security;
create policy owner on activity.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

grant usage on schema activity to rondo_activity;
grant delete, insert, select, update on activity.chain to rondo_activity;
grant insert, select on activity.entry to rondo_activity;
grant delete, insert, select, update on activity.inbox to rondo_activity;
grant select on activity.migration to rondo_activity;
grant usage on activity.migration_id_seq to rondo_activity;
grant delete, insert, select, update on activity.outbox to rondo_activity;
grant usage on activity.outbox_id_seq to rondo_activity;
