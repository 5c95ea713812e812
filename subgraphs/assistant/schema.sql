-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

create table assistant.action (
  id text not null,
  owner_id text not null,
  message_id text not null,
  tool text not null,
  summary text not null,
  state text not null,
  changes jsonb,
  expires_at timestamp(3) with time zone,
  claimed_at timestamp(3) with time zone,
  constraint action_pkey PRIMARY KEY (id),
  constraint action_message_id_fkey FOREIGN KEY (message_id) REFERENCES assistant.message(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  constraint action_state_check CHECK ((state = ANY (ARRAY['DONE'::text, 'NEEDS_CONFIRMATION'::text, 'REJECTED'::text, 'FAILED'::text])))
);
CREATE INDEX action_message ON assistant.action USING btree (message_id, id);
alter table assistant.action enable row level security;
alter table assistant.action force row level security;
create policy owner on assistant.action using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table assistant.conversation (
  id text not null,
  owner_id text not null,
  title text not null,
  is_inbox boolean not null,
  created_at timestamp(3) with time zone not null,
  constraint conversation_pkey PRIMARY KEY (id)
);
CREATE INDEX conversation_owner ON assistant.conversation USING btree (owner_id, id);
CREATE UNIQUE INDEX conversation_inbox ON assistant.conversation USING btree (owner_id) WHERE is_inbox;
alter table assistant.conversation enable row level security;
alter table assistant.conversation force row level security;
create policy owner on assistant.conversation using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table assistant.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON assistant.inbox USING btree (at);

create table assistant.message (
  id text not null,
  owner_id text not null,
  conversation_id text not null,
  role text not null,
  text text not null,
  complete boolean not null,
  created_at timestamp(3) with time zone not null,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES assistant.conversation(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  constraint message_role_check CHECK ((role = ANY (ARRAY['USER'::text, 'ASSISTANT'::text])))
);
CREATE INDEX message_conversation ON assistant.message USING btree (conversation_id, id);
CREATE INDEX message_unfinished ON assistant.message USING btree (created_at) WHERE (NOT complete);
alter table assistant.message enable row level security;
alter table assistant.message force row level security;
create policy owner on assistant.message using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table assistant.migration (
  id integer not null default nextval('assistant.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table assistant.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table assistant.outbox enable row level security;
alter table assistant.outbox force row level security;
create policy owner on assistant.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

grant usage on schema assistant to rondo_assistant;
grant delete, insert, select, update on assistant.action to rondo_assistant;
grant delete, insert, select, update on assistant.conversation to rondo_assistant;
grant delete, insert, select, update on assistant.inbox to rondo_assistant;
grant delete, insert, select, update on assistant.message to rondo_assistant;
grant select on assistant.migration to rondo_assistant;
grant usage on assistant.migration_id_seq to rondo_assistant;
grant delete, insert, select, update on assistant.outbox to rondo_assistant;
grant usage on assistant.outbox_id_seq to rondo_assistant;
