import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

/** The tables of better-auth's OAuth provider: apps, what users let them do, and their tokens. */
export class Accounts0003 extends Migration {
  override name = '0003-oauth';

  override up(): void {
    // An app that registered itself (RFC 7591): nobody's, so that whoever connects it next finds it.
    this.addSql(`
      create table accounts.oauth_client (
        id text primary key,
        client_id text not null unique,
        client_secret text,
        client_discovery_id text,
        disabled boolean,
        skip_consent boolean,
        enable_end_session boolean,
        subject_type text,
        scopes jsonb,
        client_credentials_scopes jsonb,
        user_id text references accounts."user" on delete set null,
        created_at timestamptz(3),
        updated_at timestamptz(3),
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
        metadata jsonb
      )`);
    this.addSql(`create index oauth_client_user_id on accounts.oauth_client (user_id)`);
    this.addSql(`create index oauth_client_created_at on accounts.oauth_client (created_at)`);

    // What tokens are for (RFC 8707), by address.
    this.addSql(`
      create table accounts.oauth_resource (
        id text primary key,
        identifier text not null unique,
        name text not null,
        access_token_ttl integer,
        refresh_token_ttl integer,
        signing_algorithm text,
        signing_key_id text,
        allowed_scopes jsonb,
        custom_claims jsonb,
        dpop_bound_access_tokens_required boolean,
        disabled boolean,
        created_at timestamptz(3),
        updated_at timestamptz(3),
        policy_version integer,
        metadata jsonb
      )`);

    this.addSql(`
      create table accounts.oauth_consent (
        id text primary key,
        client_id text not null references accounts.oauth_client (client_id) on delete cascade,
        user_id text not null references accounts."user" on delete cascade,
        reference_id text,
        resources jsonb,
        requested_user_info_claims jsonb,
        scopes jsonb not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`);
    this.addSql(`create unique index oauth_consent_app on accounts.oauth_consent (user_id, client_id)`);
    this.addSql(`create index oauth_consent_client_id on accounts.oauth_consent (client_id)`);
    this.addSql(ownerPolicy('accounts.oauth_consent', 'user_id'));

    // Of both kinds of token `token` is SHA-256, base64url.
    this.addSql(`
      create table accounts.oauth_refresh_token (
        id text primary key,
        token text not null unique,
        client_id text not null references accounts.oauth_client (client_id) on delete cascade,
        session_id text references accounts.session on delete set null,
        user_id text not null references accounts."user" on delete cascade,
        reference_id text,
        authorization_code_id text,
        resources jsonb,
        requested_user_info_claims jsonb,
        expires_at timestamptz(3) not null,
        created_at timestamptz(3) not null,
        revoked_at timestamptz(3),
        rotated_at timestamptz(3),
        rotation_replay_response text,
        rotation_replay_expires_at timestamptz(3),
        authenticated_at timestamptz(3),
        confirmation jsonb,
        scopes jsonb not null
      )`);
    this.addSql(`create index oauth_refresh_token_app on accounts.oauth_refresh_token (user_id, client_id)`);
    this.addSql(`create index oauth_refresh_token_client_id on accounts.oauth_refresh_token (client_id)`);
    this.addSql(`create index oauth_refresh_token_session_id on accounts.oauth_refresh_token (session_id)`);
    this.addSql(`create index oauth_refresh_token_code on accounts.oauth_refresh_token (authorization_code_id)`);
    this.addSql(`create index oauth_refresh_token_expiry on accounts.oauth_refresh_token (expires_at)`);
    this.addSql(ownerPolicy('accounts.oauth_refresh_token', 'user_id'));

    this.addSql(`
      create table accounts.oauth_access_token (
        id text primary key,
        token text not null unique,
        client_id text not null references accounts.oauth_client (client_id) on delete cascade,
        session_id text references accounts.session on delete set null,
        user_id text not null references accounts."user" on delete cascade,
        reference_id text,
        authorization_code_id text,
        resources jsonb,
        requested_user_info_claims jsonb,
        refresh_id text references accounts.oauth_refresh_token on delete cascade,
        expires_at timestamptz(3) not null,
        created_at timestamptz(3) not null,
        revoked_at timestamptz(3),
        confirmation jsonb,
        scopes jsonb not null
      )`);
    this.addSql(`create index oauth_access_token_app on accounts.oauth_access_token (user_id, client_id)`);
    this.addSql(`create index oauth_access_token_client_id on accounts.oauth_access_token (client_id)`);
    this.addSql(`create index oauth_access_token_session_id on accounts.oauth_access_token (session_id)`);
    this.addSql(`create index oauth_access_token_refresh_id on accounts.oauth_access_token (refresh_id)`);
    this.addSql(`create index oauth_access_token_code on accounts.oauth_access_token (authorization_code_id)`);
    this.addSql(`create index oauth_access_token_expiry on accounts.oauth_access_token (expires_at)`);
    this.addSql(ownerPolicy('accounts.oauth_access_token', 'user_id'));

    // Of an authorization code `value` is JSON that names its user; row-level security goes by that as well.
    this.addSql(`
      alter table accounts.verification add column user_id text not null
        generated always as (case when value like '{%' then coalesce(value::jsonb ->> 'userId', '') else value end) stored`);
    this.addSql(`create index verification_user_id on accounts.verification (user_id)`);
    this.addSql(`drop policy owner on accounts.verification`);
    this.addSql(ownerPolicy('accounts.verification', 'user_id'));

    // As accounts.find_session. A token is good as long as its user's consent stands, and for what that says.
    this.addSql(`
      create function accounts.find_access_token(wanted text)
      returns table (
        user_id text, time_zone text, client_id text, client_name text, scopes jsonb, consented jsonb, resources jsonb,
        expires_at timestamptz
      )
      language plpgsql as $$
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
      end $$`);
  }
}
