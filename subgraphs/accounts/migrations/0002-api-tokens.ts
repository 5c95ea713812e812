import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

/** Tokens that users make for programs. */
export class Accounts0002 extends Migration {
  override name = '0002-api-tokens';

  override up(): void {
    // `hash` is SHA-256: of a random secret a fast hash tells nothing. A token that another one made goes with it.
    this.addSql(`
      create table accounts.api_token (
        id text primary key,
        user_id text not null references accounts."user" on delete cascade,
        parent_id text references accounts.api_token on delete cascade,
        name text not null check (length(name) between 1 and 100),
        scopes text[] not null check (cardinality(scopes) > 0),
        prefix text not null,
        hash text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3),
        last_used_at timestamptz(3)
      )`);
    this.addSql(`create unique index api_token_hash_unique on accounts.api_token (hash)`);
    this.addSql(`create index api_token_user_id on accounts.api_token (user_id, created_at desc)`);
    this.addSql(`create index api_token_parent_id on accounts.api_token (parent_id)`);
    this.addSql(ownerPolicy('accounts.api_token', 'user_id'));

    // As accounts.find_session: every request with such a token asks this, and who has the token has the right.
    this.addSql(`
      create function accounts.find_api_token(wanted text)
      returns table (
        id text, user_id text, time_zone text, name text, scopes text[], expires_at timestamptz, last_used_at timestamptz
      )
      language plpgsql as $$
      declare
        owner text := coalesce(current_setting('rondo.owner', true), '');
      begin
        perform set_config('rondo.owner', '*', true);
        return query
          select t.id, t.user_id, u.time_zone, t.name, t.scopes, t.expires_at::timestamptz, t.last_used_at::timestamptz
          from accounts.api_token t join accounts."user" u on u.id = t.user_id
          where t.hash = wanted and (t.expires_at is null or t.expires_at > now());
        perform set_config('rondo.owner', owner, true);
      end $$`);
  }
}
