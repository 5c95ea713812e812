-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

create table recurrence.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON recurrence.inbox USING btree (at);

create table recurrence.migration (
  id integer not null default nextval('recurrence.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table recurrence.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table recurrence.outbox enable row level security;
alter table recurrence.outbox force row level security;
create policy owner on recurrence.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table recurrence.series (
  id text not null,
  owner_id text not null,
  rule text not null,
  mode text not null,
  missed text not null,
  start text not null,
  all_day boolean not null,
  time_zone text not null,
  floating boolean not null,
  current_key text not null,
  made integer not null,
  recent_keys text[] not null,
  skipped text[] not null,
  moved jsonb not null,
  ended boolean not null,
  version integer not null,
  created_at timestamp(3) with time zone not null,
  constraint series_pkey PRIMARY KEY (id),
  constraint series_missed_check CHECK ((missed = ANY (ARRAY['SKIP'::text, 'KEEP'::text]))),
  constraint series_mode_check CHECK ((mode = ANY (ARRAY['SCHEDULE'::text, 'COMPLETION'::text])))
);
CREATE INDEX series_owner ON recurrence.series USING btree (owner_id);
alter table recurrence.series enable row level security;
alter table recurrence.series force row level security;
create policy owner on recurrence.series using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

grant usage on schema recurrence to rondo_recurrence;
grant delete, insert, select, update on recurrence.inbox to rondo_recurrence;
grant select on recurrence.migration to rondo_recurrence;
grant usage on recurrence.migration_id_seq to rondo_recurrence;
grant delete, insert, select, update on recurrence.outbox to rondo_recurrence;
grant usage on recurrence.outbox_id_seq to rondo_recurrence;
grant delete, insert, select, update on recurrence.series to rondo_recurrence;
