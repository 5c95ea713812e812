import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

export class Activity0001 extends Migration {
  override name = '0001-activity';

  override up(): void {
    // Where each user's chain ends. Its row is what the writers of one chain wait for one another by.
    this.addSql(`
      create table activity.chain (
        owner_id text primary key,
        sequence integer not null check (sequence >= 0),
        hash text,
        -- The account is gone, and its entries with it: events of it that come late are not recorded.
        closed boolean not null default false
      )`);
    this.addSql(ownerPolicy('activity.chain'));

    this.addSql(`
      create table activity.entry (
        owner_id text not null,
        sequence integer not null check (sequence > 0),
        id text not null,
        type text not null,
        subject_id text not null,
        actor_kind text not null,
        actor_id text,
        actor_name text,
        at timestamptz(3) not null,
        -- Not jsonb, which refuses some strings and rewrites numbers: what was hashed stays as it was.
        changes json not null,
        previous_hash text,
        hash text not null,
        primary key (owner_id, sequence)
      )`);
    // An event is recorded once, however often it is delivered.
    this.addSql(`create unique index entry_id_unique on activity.entry (id)`);
    this.addSql(`create index entry_subject on activity.entry (owner_id, subject_id, sequence)`);
    this.addSql(`create index entry_at on activity.entry (owner_id, at)`);
    this.addSql(ownerPolicy('activity.entry'));

    // The service may add entries and read them. The one way to remove them takes all of the transaction's own user.
    this.addSql(`
      create function activity.erase_entries() returns void
      language sql security definer set search_path = '' as
      $$ delete from activity.entry where owner_id = current_setting('rondo.owner') $$`);
    this.addSql(`revoke execute on function activity.erase_entries() from public`);
    this.addSql(`
      do $$
      declare
        service text;
      begin
        for service in
          select distinct grantee from information_schema.role_table_grants
          where table_schema = 'activity' and table_name = 'entry' and grantee <> current_user
        loop
          execute format('revoke update, delete, truncate on activity.entry from %I', service);
          execute format('grant execute on function activity.erase_entries() to %I', service);
        end loop;
      end $$`);
  }
}
