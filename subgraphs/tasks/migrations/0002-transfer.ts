import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

/** Imports with their content until they are finished, and calendar feeds. */
export class Tasks0002 extends Migration {
  override name = '0002-transfer';

  override up(): void {
    this.addSql(`
      create table tasks.import_job (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        format text collate "C" not null check (format in ('JSON', 'CSV', 'ICS', 'TODOIST_CSV')),
        encoding text collate "C" not null check (encoding in ('utf-8', 'utf-16le')),
        time_zone text not null,
        -- How many parts the content has; null while they come in.
        parts integer,
        -- Items of the content that are dealt with, which a worker that takes over goes on from.
        position integer not null default 0,
        total integer not null default 0,
        done integer not null default 0,
        failed integer not null default 0,
        errors text[] not null default '{}',
        attempts integer not null default 0,
        claimed_until timestamptz,
        created_at timestamptz(3) not null,
        finished_at timestamptz(3)
      )`);
    this.addSql(`create index import_job_owner on tasks.import_job (owner_id)`);
    this.addSql(`create index import_job_open on tasks.import_job (created_at) where finished_at is null`);
    this.addSql(ownerPolicy('tasks.import_job'));
    this.addSql(`
      create table tasks.import_part (
        job_id text collate "C" not null references tasks.import_job on delete cascade,
        sequence integer not null,
        owner_id text collate "C" not null,
        data bytea not null,
        primary key (job_id, sequence)
      )`);
    this.addSql(`create index import_part_owner on tasks.import_part (owner_id)`);
    this.addSql(ownerPolicy('tasks.import_part'));
    this.addSql(`
      create table tasks.calendar_feed (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        -- Null: all tasks.
        filter_id text collate "C" references tasks.saved_filter on delete cascade,
        component text collate "C" not null check (component in ('VTODO', 'VEVENT')),
        -- SHA-256 of the secret, of 256 random bits, in base64url.
        secret_hash text collate "C" not null,
        time_zone text not null,
        created_at timestamptz(3) not null,
        last_read_at timestamptz(3)
      )`);
    this.addSql(`create unique index calendar_feed_secret on tasks.calendar_feed (secret_hash)`);
    this.addSql(`create index calendar_feed_owner on tasks.calendar_feed (owner_id)`);
    this.addSql(`create index calendar_feed_filter on tasks.calendar_feed (filter_id) where filter_id is not null`);
    this.addSql(ownerPolicy('tasks.calendar_feed'));
  }
}
