import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '../database/row-level-security.ts';

/** What every service's schema has of the platform's; see outbox.ts and inbox.ts for what the columns mean. */
export class Platform0001 extends Migration {
  override name = 'platform-0001-outbox-inbox';

  override up(): void {
    this.addSql(`create table outbox (
      id bigint generated always as identity primary key,
      key text not null,
      topics json not null,
      event json not null,
      created_at timestamptz not null default now(),
      refused text
    )`);
    this.addSql(ownerPolicy('outbox', 'key'));
    this.addSql(`create table inbox (
      consumer text not null,
      event_id text not null,
      at timestamptz not null default now(),
      primary key (consumer, event_id)
    )`);
    this.addSql('create index inbox_at on inbox (at)');
  }
}

export const platformMigrations = [Platform0001] as const;
