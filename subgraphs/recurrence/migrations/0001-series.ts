import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

export class Series0001 extends Migration {
  override name = '0001-series';

  override up(): void {
    this.addSql(`
      create table recurrence.series (
        id text primary key,
        owner_id text not null,
        rule text not null,
        mode text not null check (mode in ('SCHEDULE', 'COMPLETION')),
        missed text not null check (missed in ('SKIP', 'KEEP')),
        start text not null,
        all_day boolean not null,
        time_zone text not null,
        floating boolean not null,
        current_key text not null,
        made integer not null,
        recent_keys text[] not null,
        skipped text[] not null,
        moved jsonb not null,
        ended boolean not null,
        version integer not null,
        created_at timestamptz(3) not null
      )`);
    this.addSql(`create index series_owner on recurrence.series (owner_id)`);
    this.addSql(ownerPolicy('recurrence.series'));
  }
}
