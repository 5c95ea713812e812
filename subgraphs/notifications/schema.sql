-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

create table notifications.alarm (
  one boolean not null default true,
  at timestamp with time zone,
  constraint alarm_pkey PRIMARY KEY (one),
  constraint alarm_one_check CHECK (one)
);

create table notifications.delivery (
  reminder_id text collate "C" not null,
  firing integer not null,
  channel text not null,
  owner_id text collate "C" not null,
  state text not null,
  attempts integer not null,
  last_error text,
  delivered_at timestamp(3) with time zone,
  next_attempt_at timestamp with time zone,
  reached text[] not null default '{}'::text[],
  constraint delivery_pkey PRIMARY KEY (reminder_id, firing, channel),
  constraint delivery_channel_check CHECK ((channel = ANY (ARRAY['IN_APP'::text, 'EMAIL'::text, 'WEB_PUSH'::text]))),
  constraint delivery_reminder_id_fkey FOREIGN KEY (reminder_id) REFERENCES notifications.reminder(id) ON DELETE CASCADE,
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['PENDING'::text, 'DELIVERED'::text, 'FAILED'::text])))
);
CREATE INDEX delivery_next ON notifications.delivery USING btree (channel, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
alter table notifications.delivery enable row level security;
alter table notifications.delivery force row level security;
create policy owner on notifications.delivery using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON notifications.inbox USING btree (at);

create table notifications.migration (
  id integer not null default nextval('notifications.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table notifications.notification (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  task_id text collate "C",
  title text not null,
  body text not null,
  read_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  constraint notification_pkey PRIMARY KEY (id)
);
CREATE INDEX notification_newest ON notifications.notification USING btree (owner_id, created_at DESC, id DESC);
CREATE INDEX notification_task ON notifications.notification USING btree (task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX notification_unread ON notifications.notification USING btree (owner_id, created_at DESC, id DESC) WHERE (read_at IS NULL);
alter table notifications.notification enable row level security;
alter table notifications.notification force row level security;
create policy owner on notifications.notification using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table notifications.outbox enable row level security;
alter table notifications.outbox force row level security;
create policy owner on notifications.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.push_subscription (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamp(3) with time zone not null,
  constraint push_subscription_pkey PRIMARY KEY (id)
);
CREATE INDEX push_subscription_taken ON notifications.push_subscription USING btree (endpoint);
CREATE UNIQUE INDEX push_subscription_endpoint ON notifications.push_subscription USING btree (owner_id, endpoint);
alter table notifications.push_subscription enable row level security;
alter table notifications.push_subscription force row level security;
create policy owner on notifications.push_subscription using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.reminder (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  task_id text collate "C" not null,
  asked_at timestamp(3) with time zone,
  before text,
  channels text[] not null,
  state text not null,
  at timestamp(3) with time zone not null,
  fire_at timestamp(3) with time zone,
  snoozed_until timestamp(3) with time zone,
  firing integer not null default 0,
  created_at timestamp(3) with time zone not null,
  constraint reminder_pkey PRIMARY KEY (id),
  constraint reminder_check CHECK (((asked_at IS NULL) <> (before IS NULL))),
  constraint reminder_check1 CHECK (((fire_at IS NULL) OR (state = ANY (ARRAY['SCHEDULED'::text, 'SNOOZED'::text])))),
  constraint reminder_state_check CHECK ((state = ANY (ARRAY['SCHEDULED'::text, 'SENT'::text, 'FAILED'::text, 'ACKNOWLEDGED'::text, 'SNOOZED'::text, 'CANCELLED'::text])))
);
CREATE INDEX reminder_fire_at ON notifications.reminder USING btree (fire_at) WHERE (fire_at IS NOT NULL);
CREATE INDEX reminder_owner ON notifications.reminder USING btree (owner_id);
CREATE INDEX reminder_task ON notifications.reminder USING btree (task_id);
alter table notifications.reminder enable row level security;
alter table notifications.reminder force row level security;
create policy owner on notifications.reminder using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.task (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  title text not null,
  due jsonb,
  open boolean not null,
  version integer not null,
  occurrence_of text collate "C",
  constraint task_pkey PRIMARY KEY (id)
);
CREATE INDEX task_occurrence_of ON notifications.task USING btree (occurrence_of) WHERE (occurrence_of IS NOT NULL);
CREATE INDEX task_owner ON notifications.task USING btree (owner_id);
alter table notifications.task enable row level security;
alter table notifications.task force row level security;
create policy owner on notifications.task using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.webhook (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  url text not null,
  events text[] not null,
  enabled boolean not null,
  disabled_reason text,
  secret text not null,
  previous_secret text,
  previous_until timestamp(3) with time zone,
  failures integer not null default 0,
  failing_since timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  constraint webhook_pkey PRIMARY KEY (id),
  constraint webhook_check CHECK (((previous_secret IS NULL) = (previous_until IS NULL))),
  constraint webhook_check1 CHECK (((failures = 0) = (failing_since IS NULL)))
);
CREATE INDEX webhook_owner ON notifications.webhook USING btree (owner_id);
alter table notifications.webhook enable row level security;
alter table notifications.webhook force row level security;
create policy owner on notifications.webhook using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.webhook_delivery (
  webhook_id text collate "C" not null,
  event_id text collate "C" not null,
  owner_id text collate "C" not null,
  "position" bigint not null,
  lane text collate "C" not null,
  state text not null,
  attempts integer not null,
  claims integer not null,
  last_status integer,
  last_error text,
  since timestamp with time zone not null,
  next_attempt_at timestamp with time zone,
  delivered_at timestamp(3) with time zone,
  constraint webhook_delivery_pkey PRIMARY KEY (webhook_id, event_id),
  constraint webhook_delivery_check CHECK (((next_attempt_at IS NULL) OR (state = 'PENDING'::text))),
  constraint webhook_delivery_event_id_fkey FOREIGN KEY (event_id) REFERENCES notifications.webhook_event(id) ON DELETE CASCADE,
  constraint webhook_delivery_state_check CHECK ((state = ANY (ARRAY['PENDING'::text, 'DELIVERED'::text, 'FAILED'::text]))),
  constraint webhook_delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES notifications.webhook(id) ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_event ON notifications.webhook_delivery USING btree (event_id);
CREATE INDEX webhook_delivery_lane ON notifications.webhook_delivery USING btree (webhook_id, lane, "position") WHERE (state = 'PENDING'::text);
CREATE INDEX webhook_delivery_log ON notifications.webhook_delivery USING btree (webhook_id, "position" DESC);
CREATE INDEX webhook_delivery_next ON notifications.webhook_delivery USING btree (webhook_id, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
alter table notifications.webhook_delivery enable row level security;
alter table notifications.webhook_delivery force row level security;
create policy owner on notifications.webhook_delivery using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table notifications.webhook_event (
  id text collate "C" not null,
  owner_id text collate "C" not null,
  "position" bigint not null generated always as identity,
  type text not null,
  subject text collate "C" not null,
  body text not null,
  kept_since timestamp(3) with time zone not null default now(),
  constraint webhook_event_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_event_kept_since ON notifications.webhook_event USING btree (kept_since);
CREATE INDEX webhook_event_stream ON notifications.webhook_event USING btree (owner_id, "position");
alter table notifications.webhook_event enable row level security;
alter table notifications.webhook_event force row level security;
create policy owner on notifications.webhook_event using (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((owner_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

grant usage on schema notifications to rondo_notifications;
grant delete, insert, select, update on notifications.alarm to rondo_notifications;
grant delete, insert, select, update on notifications.delivery to rondo_notifications;
grant delete, insert, select, update on notifications.inbox to rondo_notifications;
grant select on notifications.migration to rondo_notifications;
grant usage on notifications.migration_id_seq to rondo_notifications;
grant delete, insert, select, update on notifications.notification to rondo_notifications;
grant delete, insert, select, update on notifications.outbox to rondo_notifications;
grant usage on notifications.outbox_id_seq to rondo_notifications;
grant delete, insert, select, update on notifications.push_subscription to rondo_notifications;
grant delete, insert, select, update on notifications.reminder to rondo_notifications;
grant delete, insert, select, update on notifications.task to rondo_notifications;
grant delete, insert, select, update on notifications.webhook to rondo_notifications;
grant delete, insert, select, update on notifications.webhook_delivery to rondo_notifications;
grant delete, insert, select, update on notifications.webhook_event to rondo_notifications;
grant usage on notifications.webhook_event_position_seq to rondo_notifications;
