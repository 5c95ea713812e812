-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

CREATE OR REPLACE FUNCTION tasks.fold_text(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN NORMALIZE(regexp_replace(regexp_replace(((' '::text || replace(replace(replace(replace(translate(lower((regexp_replace(NORMALIZE(value, NFKD), '[\uFE00-\uFE0F\u0300-\u036F\u20D0-\u20FF\u00AD\u200C-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\U000E0000-\U000E007F]+'::text, ''::text, 'g'::text) COLLATE pg_unicode_fast)), 'øłđðħıς'::text, 'olddhiσ'::text), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text), 'þ'::text, 'th'::text)) || ' '::text), '([\u2190-\u21FF\u2300-\u27BF\u2900-\u297F\u2B00-\u2BFF\U0001F000-\U0001FAFF])'::text, ' \1 '::text, 'g'::text), ('[[:space:][:punct:][:cntrl:]$+<=>^`|~\u00A2-\u00A9\u00AC\u00AE-\u00B1\u00B4\u00B6-\u00B8\u00D7\u00F7\u200B\u20A0-\u20CF\u2200-\u22FF]+'::text COLLATE pg_unicode_fast), ' '::text, 'g'::text), NFC);

CREATE OR REPLACE FUNCTION tasks.is_time_zone(name text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
AS $function$
      begin
        perform now() at time zone name;
        return true;
      exception when invalid_parameter_value then
        return false;
      end $function$;

CREATE OR REPLACE FUNCTION tasks.search_text(title text, description text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ((tasks.fold_text(title) || '|'::text) || tasks.fold_text(description));

create table tasks.calendar_feed (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  filter_id text collate "C",
  component text collate "C" not null,
  secret_hash text collate "C" not null,
  time_zone text not null,
  created_at timestamp(3) with time zone not null,
  last_read_at timestamp(3) with time zone,
  constraint calendar_feed_pkey PRIMARY KEY (id),
  constraint calendar_feed_component_check CHECK ((component = ANY (ARRAY['VTODO'::text, 'VEVENT'::text]))),
  constraint calendar_feed_filter_id_fkey FOREIGN KEY (filter_id) REFERENCES tasks.saved_filter(id) ON DELETE CASCADE
);
CREATE INDEX calendar_feed_filter ON tasks.calendar_feed USING btree (filter_id) WHERE (filter_id IS NOT NULL);
CREATE INDEX calendar_feed_owner ON tasks.calendar_feed USING btree (owner_id);
CREATE UNIQUE INDEX calendar_feed_secret ON tasks.calendar_feed USING btree (secret_hash);
alter table tasks.calendar_feed enable row level security;
alter table tasks.calendar_feed force row level security;
create policy owner on tasks.calendar_feed using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.import_job (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  format text collate "C" not null,
  encoding text collate "C" not null,
  time_zone text not null,
  parts integer,
  "position" integer not null default 0,
  total integer not null default 0,
  done integer not null default 0,
  failed integer not null default 0,
  errors text[] not null default '{}'::text[],
  attempts integer not null default 0,
  claimed_until timestamp with time zone,
  created_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  constraint import_job_pkey PRIMARY KEY (id),
  constraint import_job_encoding_check CHECK ((encoding = ANY (ARRAY['utf-8'::text, 'utf-16le'::text]))),
  constraint import_job_format_check CHECK ((format = ANY (ARRAY['JSON'::text, 'CSV'::text, 'ICS'::text, 'TODOIST_CSV'::text])))
);
CREATE INDEX import_job_open ON tasks.import_job USING btree (created_at) WHERE (finished_at IS NULL);
CREATE INDEX import_job_owner ON tasks.import_job USING btree (owner_id);
alter table tasks.import_job enable row level security;
alter table tasks.import_job force row level security;
create policy owner on tasks.import_job using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.import_part (
  job_id text collate "C" not null,
  sequence integer not null,
  owner_id text collate "C" not null,
  data bytea not null,
  constraint import_part_pkey PRIMARY KEY (job_id, sequence),
  constraint import_part_job_id_fkey FOREIGN KEY (job_id) REFERENCES tasks.import_job(id) ON DELETE CASCADE
);
CREATE INDEX import_part_owner ON tasks.import_part USING btree (owner_id);
alter table tasks.import_part enable row level security;
alter table tasks.import_part force row level security;
create policy owner on tasks.import_part using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON tasks.inbox USING btree (at);

create table tasks.migration (
  id integer not null default nextval('tasks.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table tasks.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table tasks.outbox enable row level security;
alter table tasks.outbox force row level security;
create policy owner on tasks.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.owner_zone (
  owner_id text collate "C" not null,
  time_zone text not null,
  at timestamp(3) with time zone not null,
  constraint owner_zone_pkey PRIMARY KEY (owner_id)
);
alter table tasks.owner_zone enable row level security;
alter table tasks.owner_zone force row level security;
create policy owner on tasks.owner_zone using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.saved_filter (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  name text not null,
  query text not null,
  created_at timestamp(3) with time zone not null,
  constraint saved_filter_pkey PRIMARY KEY (id),
  constraint saved_filter_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX saved_filter_name_unique ON tasks.saved_filter USING btree (owner_id, lower(name));
alter table tasks.saved_filter enable row level security;
alter table tasks.saved_filter force row level security;
create policy owner on tasks.saved_filter using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.tag (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  name text not null,
  key text not null,
  version integer not null,
  deleted boolean not null,
  constraint tag_pkey PRIMARY KEY (id)
);
CREATE INDEX tag_key ON tasks.tag USING btree (owner_id, key);
alter table tasks.tag enable row level security;
alter table tasks.tag force row level security;
create policy owner on tasks.tag using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.task (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  title text not null,
  description text not null,
  status text collate "C" not null,
  priority text collate "C" not null,
  due_date date,
  due_time time(0) without time zone,
  due_zone text,
  due_floating boolean,
  due_at timestamp(3) with time zone,
  tag_ids text[] not null,
  reminder_ids text[] not null,
  parent_id text collate "C",
  series_id text collate "C",
  occurrence_key text collate "C",
  version integer not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  completed_at timestamp(3) with time zone,
  deleted_at timestamp(3) with time zone,
  deleted_with text,
  input_hash text,
  has_reminder boolean not null generated always as ((cardinality(reminder_ids) > 0)) stored,
  search_text text not null generated always as (tasks.search_text(title, description)) stored,
  title_key text collate "C" not null generated always as ("left"(tasks.fold_text(title), 200)) stored,
  constraint task_pkey PRIMARY KEY (id),
  constraint task_check CHECK (((num_nulls(due_date, due_zone, due_floating, due_at) = ANY (ARRAY[0, 4])) AND ((due_time IS NULL) OR (due_date IS NOT NULL)))),
  constraint task_check1 CHECK (((completed_at IS NOT NULL) = (status = 'COMPLETED'::text))),
  constraint task_check2 CHECK (((series_id IS NULL) = (occurrence_key IS NULL))),
  constraint task_description_check CHECK ((length(description) <= 50000)),
  constraint task_priority_check CHECK ((priority = ANY (ARRAY['HIGH'::text, 'MEDIUM'::text, 'LOW'::text, 'NONE'::text]))),
  constraint task_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'IN_PROGRESS'::text, 'COMPLETED'::text, 'CANCELLED'::text]))),
  constraint task_title_check CHECK (((length(title) >= 1) AND (length(title) <= 500)))
);
CREATE INDEX task_bin ON tasks.task USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX task_completed ON tasks.task USING btree (owner_id, completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX task_created ON tasks.task USING btree (owner_id, created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX task_due ON tasks.task USING btree (owner_id, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE (deleted_at IS NULL);
CREATE INDEX task_due_descending ON tasks.task USING btree (owner_id, COALESCE(due_at, '-infinity'::timestamp with time zone), id) WHERE (deleted_at IS NULL);
CREATE INDEX task_open ON tasks.task USING btree (owner_id, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE ((deleted_at IS NULL) AND (status = ANY (ARRAY['OPEN'::text, 'IN_PROGRESS'::text])));
CREATE INDEX task_parent ON tasks.task USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX task_priority ON tasks.task USING btree (owner_id, (
CASE priority
    WHEN 'HIGH'::text THEN 3
    WHEN 'MEDIUM'::text THEN 2
    WHEN 'LOW'::text THEN 1
    ELSE 0
END), id) WHERE (deleted_at IS NULL);
CREATE INDEX task_search ON tasks.task USING gin (search_text public.gin_trgm_ops);
CREATE INDEX task_tags ON tasks.task USING gin (tag_ids);
CREATE INDEX task_title ON tasks.task USING btree (owner_id, title_key, id) WHERE (deleted_at IS NULL);
CREATE INDEX task_updated ON tasks.task USING btree (owner_id, updated_at, id) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX task_occurrence_unique ON tasks.task USING btree (series_id, occurrence_key);
alter table tasks.task enable row level security;
create policy owner on tasks.task using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table tasks.task_version (
  task_id text collate "C" not null,
  version integer not null,
  owner_id text collate "C" not null,
  at timestamp(3) with time zone not null,
  snapshot jsonb not null,
  constraint task_version_pkey PRIMARY KEY (task_id, version)
);
CREATE INDEX task_version_owner ON tasks.task_version USING btree (owner_id);
alter table tasks.task_version enable row level security;
alter table tasks.task_version force row level security;
create policy owner on tasks.task_version using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create view tasks.own_task with (check_option=local) as
 SELECT id,
    owner_id,
    title,
    description,
    status,
    priority,
    due_date,
    due_time,
    due_zone,
    due_floating,
    due_at,
    tag_ids,
    reminder_ids,
    parent_id,
    series_id,
    occurrence_key,
    version,
    created_at,
    updated_at,
    completed_at,
    deleted_at,
    deleted_with,
    input_hash,
    has_reminder,
    search_text,
    title_key
   FROM tasks.task
  WHERE owner_id = (( SELECT current_setting('rondo.owner'::text, true) AS current_setting));

grant usage on schema tasks to rondo_tasks;
grant delete, insert, select, update on tasks.calendar_feed to rondo_tasks;
grant delete, insert, select, update on tasks.import_job to rondo_tasks;
grant delete, insert, select, update on tasks.import_part to rondo_tasks;
grant delete, insert, select, update on tasks.inbox to rondo_tasks;
grant select on tasks.migration to rondo_tasks;
grant usage on tasks.migration_id_seq to rondo_tasks;
grant delete, insert, select, update on tasks.outbox to rondo_tasks;
grant usage on tasks.outbox_id_seq to rondo_tasks;
grant delete, insert, select, update on tasks.own_task to rondo_tasks;
grant delete, insert, select, update on tasks.owner_zone to rondo_tasks;
grant delete, insert, select, update on tasks.saved_filter to rondo_tasks;
grant delete, insert, select, update on tasks.tag to rondo_tasks;
grant delete, insert, select, update on tasks.task to rondo_tasks;
grant delete, insert, select, update on tasks.task_version to rondo_tasks;
