import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

/** better-auth's tables (user, session, account, verification) as its schema wants them, and what was attempted lately. */
export class Accounts0001 extends Migration {
  override name = '0001-accounts';

  override up(): void {
    this.addSql(`
      create table accounts."user" (
        id text primary key,
        email text not null check (email = lower(email)),
        email_verified boolean not null,
        name text not null check (length(name) between 1 and 100),
        time_zone text not null,
        locale text not null,
        anonymous boolean not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`);
    this.addSql(`create unique index user_email_unique on accounts."user" (email)`);
    this.addSql(ownerPolicy('accounts."user"', 'id'));

    this.addSql(`
      create table accounts.session (
        id text primary key,
        token text not null,
        user_id text not null references accounts."user" on delete cascade,
        expires_at timestamptz(3) not null,
        ip_address text,
        user_agent text,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`);
    this.addSql(`create unique index session_token_unique on accounts.session (token)`);
    this.addSql(`create index session_user_id on accounts.session (user_id)`);
    this.addSql(`create index session_expiry on accounts.session (expires_at)`);
    this.addSql(ownerPolicy('accounts.session', 'user_id'));

    // Every request asks this: as a function, one round trip instead of a transaction's four. Who has the token has the right;
    // the owner is seen to by the function alone, and is what it was for whatever follows.
    this.addSql(`
      create function accounts.find_session(wanted text)
      returns table (user_id text, time_zone text, expires_at timestamptz, updated_at timestamptz)
      language plpgsql as $$
      declare
        owner text := coalesce(current_setting('rondo.owner', true), '');
      begin
        perform set_config('rondo.owner', '*', true);
        return query
          select s.user_id, u.time_zone, s.expires_at::timestamptz, s.updated_at::timestamptz
          from accounts.session s join accounts."user" u on u.id = s.user_id
          where s.token = wanted and s.expires_at > now();
        perform set_config('rondo.owner', owner, true);
      end $$`);

    // A way to sign in: provider "credential" is the password (scrypt).
    this.addSql(`
      create table accounts.account (
        id text primary key,
        provider_id text not null,
        account_id text not null,
        user_id text not null references accounts."user" on delete cascade,
        password text,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`);
    this.addSql(`create unique index account_provider_unique on accounts.account (provider_id, account_id)`);
    this.addSql(`create index account_user_id on accounts.account (user_id)`);
    this.addSql(ownerPolicy('accounts.account', 'user_id'));

    // A token that was mailed: `identifier` is a hash of it, `value` the user's id.
    this.addSql(`
      create table accounts.verification (
        id text primary key,
        identifier text not null,
        value text not null,
        expires_at timestamptz(3) not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`);
    this.addSql(`create index verification_identifier on accounts.verification (identifier)`);
    this.addSql(`create index verification_expiry on accounts.verification (expires_at)`);
    this.addSql(ownerPolicy('accounts.verification', 'value'));

    // What counts against a limit. `key` is a hash: nobody's address stands here, hence no owner either.
    this.addSql(`
      create table accounts.attempt (
        key text primary key,
        times timestamptz[] not null,
        allowed boolean not null,
        expires_at timestamptz not null
      )`);
    this.addSql(`create index attempt_expiry on accounts.attempt (expires_at)`);
  }
}
