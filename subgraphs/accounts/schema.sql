-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.

CREATE OR REPLACE FUNCTION accounts.find_access_token(wanted text)
 RETURNS TABLE(user_id text, time_zone text, client_id text, client_name text, scopes jsonb, consented jsonb, resources jsonb, expires_at timestamp with time zone)
 LANGUAGE plpgsql
AS $function$
      declare
        owner text := coalesce(current_setting('rondo.owner', true), '');
      begin
        perform set_config('rondo.owner', '*', true);
        return query
          select t.user_id, u.time_zone, t.client_id, c.name, t.scopes, g.scopes, t.resources, t.expires_at::timestamptz
          from accounts.oauth_access_token t
          join accounts."user" u on u.id = t.user_id
          join accounts.oauth_client c on c.client_id = t.client_id and c.disabled is not true
          join accounts.oauth_consent g on g.client_id = t.client_id and g.user_id = t.user_id
          where t.token = wanted and t.expires_at > now() and t.revoked_at is null and t.confirmation is null;
        perform set_config('rondo.owner', owner, true);
      end $function$;

CREATE OR REPLACE FUNCTION accounts.find_api_token(wanted text)
 RETURNS TABLE(id text, user_id text, time_zone text, name text, scopes text[], expires_at timestamp with time zone, last_used_at timestamp with time zone)
 LANGUAGE plpgsql
AS $function$
      declare
        owner text := coalesce(current_setting('rondo.owner', true), '');
      begin
        perform set_config('rondo.owner', '*', true);
        return query
          select t.id, t.user_id, u.time_zone, t.name, t.scopes, t.expires_at::timestamptz, t.last_used_at::timestamptz
          from accounts.api_token t join accounts."user" u on u.id = t.user_id
          where t.hash = wanted and (t.expires_at is null or t.expires_at > now());
        perform set_config('rondo.owner', owner, true);
      end $function$;

CREATE OR REPLACE FUNCTION accounts.find_session(wanted text)
 RETURNS TABLE(user_id text, time_zone text, expires_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE plpgsql
AS $function$
      declare
        owner text := coalesce(current_setting('rondo.owner', true), '');
      begin
        perform set_config('rondo.owner', '*', true);
        return query
          select s.user_id, u.time_zone, s.expires_at::timestamptz, s.updated_at::timestamptz
          from accounts.session s join accounts."user" u on u.id = s.user_id
          where s.token = wanted and s.expires_at > now();
        perform set_config('rondo.owner', owner, true);
      end $function$;

create table accounts.account (
  id text not null,
  provider_id text not null,
  account_id text not null,
  user_id text not null,
  password text,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE CASCADE
);
CREATE INDEX account_user_id ON accounts.account USING btree (user_id);
CREATE UNIQUE INDEX account_provider_unique ON accounts.account USING btree (provider_id, account_id);
alter table accounts.account enable row level security;
alter table accounts.account force row level security;
create policy owner on accounts.account using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.api_token (
  id text not null,
  user_id text not null,
  parent_id text,
  name text not null,
  scopes text[] not null,
  prefix text not null,
  hash text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  constraint api_token_pkey PRIMARY KEY (id),
  constraint api_token_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_token_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES accounts.api_token(id) ON DELETE CASCADE,
  constraint api_token_scopes_check CHECK ((cardinality(scopes) > 0)),
  constraint api_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE CASCADE
);
CREATE INDEX api_token_parent_id ON accounts.api_token USING btree (parent_id);
CREATE INDEX api_token_user_id ON accounts.api_token USING btree (user_id, created_at DESC);
CREATE UNIQUE INDEX api_token_hash_unique ON accounts.api_token USING btree (hash);
alter table accounts.api_token enable row level security;
alter table accounts.api_token force row level security;
create policy owner on accounts.api_token using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.attempt (
  key text not null,
  times timestamp with time zone[] not null,
  allowed boolean not null,
  expires_at timestamp with time zone not null,
  constraint attempt_pkey PRIMARY KEY (key)
);
CREATE INDEX attempt_expiry ON accounts.attempt USING btree (expires_at);

create table accounts.inbox (
  consumer text not null,
  event_id text not null,
  at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON accounts.inbox USING btree (at);

create table accounts.migration (
  id integer not null default nextval('accounts.migration_id_seq'::regclass),
  name character varying(255) not null,
  executed_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP(6),
  constraint migration_pkey PRIMARY KEY (id)
);

create table accounts.oauth_access_token (
  id text not null,
  token text not null,
  client_id text not null,
  session_id text,
  user_id text not null,
  reference_id text,
  authorization_code_id text,
  resources jsonb,
  requested_user_info_claims jsonb,
  refresh_id text,
  expires_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  confirmation jsonb,
  scopes jsonb not null,
  constraint oauth_access_token_pkey PRIMARY KEY (id),
  constraint oauth_access_token_client_id_fkey FOREIGN KEY (client_id) REFERENCES accounts.oauth_client(client_id) ON DELETE CASCADE,
  constraint oauth_access_token_refresh_id_fkey FOREIGN KEY (refresh_id) REFERENCES accounts.oauth_refresh_token(id) ON DELETE CASCADE,
  constraint oauth_access_token_session_id_fkey FOREIGN KEY (session_id) REFERENCES accounts.session(id) ON DELETE SET NULL,
  constraint oauth_access_token_token_key UNIQUE (token),
  constraint oauth_access_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE CASCADE
);
CREATE INDEX oauth_access_token_app ON accounts.oauth_access_token USING btree (user_id, client_id);
CREATE INDEX oauth_access_token_client_id ON accounts.oauth_access_token USING btree (client_id);
CREATE INDEX oauth_access_token_code ON accounts.oauth_access_token USING btree (authorization_code_id);
CREATE INDEX oauth_access_token_expiry ON accounts.oauth_access_token USING btree (expires_at);
CREATE INDEX oauth_access_token_refresh_id ON accounts.oauth_access_token USING btree (refresh_id);
CREATE INDEX oauth_access_token_session_id ON accounts.oauth_access_token USING btree (session_id);
alter table accounts.oauth_access_token enable row level security;
alter table accounts.oauth_access_token force row level security;
create policy owner on accounts.oauth_access_token using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.oauth_client (
  id text not null,
  client_id text not null,
  client_secret text,
  client_discovery_id text,
  disabled boolean,
  skip_consent boolean,
  enable_end_session boolean,
  subject_type text,
  scopes jsonb,
  client_credentials_scopes jsonb,
  user_id text,
  created_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone,
  name text,
  uri text,
  icon text,
  contacts jsonb,
  tos text,
  policy text,
  software_id text,
  software_version text,
  software_statement text,
  redirect_uris jsonb not null,
  post_logout_redirect_uris jsonb,
  backchannel_logout_uri text,
  backchannel_logout_session_required boolean,
  token_endpoint_auth_method text,
  application_type text,
  jwks text,
  jwks_uri text,
  grant_types jsonb,
  response_types jsonb,
  require_pkce boolean,
  dpop_bound_access_tokens boolean,
  reference_id text,
  metadata jsonb,
  constraint oauth_client_pkey PRIMARY KEY (id),
  constraint oauth_client_client_id_key UNIQUE (client_id),
  constraint oauth_client_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE SET NULL
);
CREATE INDEX oauth_client_created_at ON accounts.oauth_client USING btree (created_at);
CREATE INDEX oauth_client_user_id ON accounts.oauth_client USING btree (user_id);

create table accounts.oauth_consent (
  id text not null,
  client_id text not null,
  user_id text not null,
  reference_id text,
  resources jsonb,
  requested_user_info_claims jsonb,
  scopes jsonb not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint oauth_consent_pkey PRIMARY KEY (id),
  constraint oauth_consent_client_id_fkey FOREIGN KEY (client_id) REFERENCES accounts.oauth_client(client_id) ON DELETE CASCADE,
  constraint oauth_consent_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE CASCADE
);
CREATE INDEX oauth_consent_client_id ON accounts.oauth_consent USING btree (client_id);
CREATE UNIQUE INDEX oauth_consent_app ON accounts.oauth_consent USING btree (user_id, client_id);
alter table accounts.oauth_consent enable row level security;
alter table accounts.oauth_consent force row level security;
create policy owner on accounts.oauth_consent using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.oauth_refresh_token (
  id text not null,
  token text not null,
  client_id text not null,
  session_id text,
  user_id text not null,
  reference_id text,
  authorization_code_id text,
  resources jsonb,
  requested_user_info_claims jsonb,
  expires_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  rotated_at timestamp(3) with time zone,
  rotation_replay_response text,
  rotation_replay_expires_at timestamp(3) with time zone,
  authenticated_at timestamp(3) with time zone,
  confirmation jsonb,
  scopes jsonb not null,
  constraint oauth_refresh_token_pkey PRIMARY KEY (id),
  constraint oauth_refresh_token_client_id_fkey FOREIGN KEY (client_id) REFERENCES accounts.oauth_client(client_id) ON DELETE CASCADE,
  constraint oauth_refresh_token_session_id_fkey FOREIGN KEY (session_id) REFERENCES accounts.session(id) ON DELETE SET NULL,
  constraint oauth_refresh_token_token_key UNIQUE (token),
  constraint oauth_refresh_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE CASCADE
);
CREATE INDEX oauth_refresh_token_app ON accounts.oauth_refresh_token USING btree (user_id, client_id);
CREATE INDEX oauth_refresh_token_client_id ON accounts.oauth_refresh_token USING btree (client_id);
CREATE INDEX oauth_refresh_token_code ON accounts.oauth_refresh_token USING btree (authorization_code_id);
CREATE INDEX oauth_refresh_token_expiry ON accounts.oauth_refresh_token USING btree (expires_at);
CREATE INDEX oauth_refresh_token_session_id ON accounts.oauth_refresh_token USING btree (session_id);
alter table accounts.oauth_refresh_token enable row level security;
alter table accounts.oauth_refresh_token force row level security;
create policy owner on accounts.oauth_refresh_token using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.oauth_resource (
  id text not null,
  identifier text not null,
  name text not null,
  access_token_ttl integer,
  refresh_token_ttl integer,
  signing_algorithm text,
  signing_key_id text,
  allowed_scopes jsonb,
  custom_claims jsonb,
  dpop_bound_access_tokens_required boolean,
  disabled boolean,
  created_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone,
  policy_version integer,
  metadata jsonb,
  constraint oauth_resource_pkey PRIMARY KEY (id),
  constraint oauth_resource_identifier_key UNIQUE (identifier)
);

create table accounts.outbox (
  id bigint not null generated always as identity,
  key text not null,
  topics json not null,
  event json not null,
  created_at timestamp with time zone not null default now(),
  refused text,
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table accounts.outbox enable row level security;
alter table accounts.outbox force row level security;
create policy owner on accounts.outbox using (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((key = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.session (
  id text not null,
  token text not null,
  user_id text not null,
  expires_at timestamp(3) with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts."user"(id) ON DELETE CASCADE
);
CREATE INDEX session_expiry ON accounts.session USING btree (expires_at);
CREATE INDEX session_user_id ON accounts.session USING btree (user_id);
CREATE UNIQUE INDEX session_token_unique ON accounts.session USING btree (token);
alter table accounts.session enable row level security;
alter table accounts.session force row level security;
create policy owner on accounts.session using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts."user" (
  id text not null,
  email text not null,
  email_verified boolean not null,
  name text not null,
  time_zone text not null,
  locale text not null,
  anonymous boolean not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  constraint user_pkey PRIMARY KEY (id),
  constraint user_email_check CHECK ((email = lower(email))),
  constraint user_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE UNIQUE INDEX user_email_unique ON accounts."user" USING btree (email);
alter table accounts."user" enable row level security;
alter table accounts."user" force row level security;
create policy owner on accounts."user" using (((id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

create table accounts.verification (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  user_id text not null generated always as (
CASE
    WHEN (value ~~ '{%'::text) THEN COALESCE(((value)::jsonb ->> 'userId'::text), ''::text)
    ELSE value
END) stored,
  constraint verification_pkey PRIMARY KEY (id)
);
CREATE INDEX verification_expiry ON accounts.verification USING btree (expires_at);
CREATE INDEX verification_identifier ON accounts.verification USING btree (identifier);
CREATE INDEX verification_user_id ON accounts.verification USING btree (user_id);
alter table accounts.verification enable row level security;
alter table accounts.verification force row level security;
create policy owner on accounts.verification using (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text))) with check (((user_id = ( SELECT current_setting('rondo.owner'::text, true) AS current_setting)) OR (( SELECT current_setting('rondo.owner'::text, true) AS current_setting) = '*'::text)));

grant usage on schema accounts to rondo_accounts;
grant delete, insert, select, update on accounts."user" to rondo_accounts;
grant delete, insert, select, update on accounts.account to rondo_accounts;
grant delete, insert, select, update on accounts.api_token to rondo_accounts;
grant delete, insert, select, update on accounts.attempt to rondo_accounts;
grant delete, insert, select, update on accounts.inbox to rondo_accounts;
grant select on accounts.migration to rondo_accounts;
grant usage on accounts.migration_id_seq to rondo_accounts;
grant delete, insert, select, update on accounts.oauth_access_token to rondo_accounts;
grant delete, insert, select, update on accounts.oauth_client to rondo_accounts;
grant delete, insert, select, update on accounts.oauth_consent to rondo_accounts;
grant delete, insert, select, update on accounts.oauth_refresh_token to rondo_accounts;
grant delete, insert, select, update on accounts.oauth_resource to rondo_accounts;
grant delete, insert, select, update on accounts.outbox to rondo_accounts;
grant usage on accounts.outbox_id_seq to rondo_accounts;
grant delete, insert, select, update on accounts.session to rondo_accounts;
grant delete, insert, select, update on accounts.verification to rondo_accounts;
