-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

create table tags.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON tags.inbox USING btree (at);

create table tags.migration (
  id integer not null default nextval('tags.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table tags.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table tags.outbox enable row level security;
alter table tags.outbox force row level security;
create policy owner on tags.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tags.tag (
  id text not null,
  owner_id text not null,
  name text not null,
  color text not null,
  version integer not null,
  created_at timestamp(3) with time zone not null,
  deleted_at timestamp(3) with time zone,
  constraint tag_pkey PRIMARY KEY (id),
  constraint tag_color_check CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
  constraint tag_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX tag_name_unique ON tags.tag USING btree (owner_id, lower(name)) WHERE (deleted_at IS NULL);
alter table tags.tag enable row level security;
alter table tags.tag force row level security;
create policy owner on tags.tag using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

grant usage on schema tags to rondo_tags;
grant delete, insert, select, update on tags.inbox to rondo_tags;
grant select on tags.migration to rondo_tags;
grant usage on tags.migration_id_seq to rondo_tags;
grant delete, insert, select, update on tags.outbox to rondo_tags;
grant usage on tags.outbox_id_seq to rondo_tags;
grant delete, insert, select, update on tags.tag to rondo_tags;
