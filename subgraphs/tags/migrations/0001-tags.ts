import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

export class Tags0001 extends Migration {
  override name = '0001-tags';

  override up(): void {
    this.addSql(`
      create table tags.tag (
        id text primary key,
        owner_id text not null,
        name text not null check (length(name) between 1 and 100),
        color text not null check (color ~ '^#[0-9a-f]{6}$'),
        version integer not null,
        created_at timestamptz(3) not null,
        deleted_at timestamptz(3)
      )`);
    // Names are unique per user ignoring case, among the tags that are there.
    this.addSql(`create unique index tag_name_unique on tags.tag (owner_id, lower(name)) where deleted_at is null`);
    this.addSql(ownerPolicy('tags.tag'));
  }
}
