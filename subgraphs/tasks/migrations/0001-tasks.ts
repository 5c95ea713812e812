import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';
import { SEARCH_TEXT_FUNCTIONS } from '../src/filter/search-text.ts';
import { sortKeys } from '../src/sort.ts';

/** Identifiers and sort keys are compared byte by byte ("C"), so that no index depends on a version of ICU or libc. */
export class Tasks0001 extends Migration {
  override name = '0001-tasks';

  override up(): void {
    this.addSql(SEARCH_TEXT_FUNCTIONS);
    this.addSql(`
      create table tasks.task (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        title text not null check (length(title) between 1 and 500),
        description text not null check (length(description) <= 50000),
        status text collate "C" not null check (status in ('OPEN', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
        priority text collate "C" not null check (priority in ('HIGH', 'MEDIUM', 'LOW', 'NONE')),
        due_date date,
        due_time time(0),
        due_zone text,
        due_floating boolean,
        due_at timestamptz(3),
        tag_ids text[] not null,
        reminder_ids text[] not null,
        parent_id text collate "C",
        series_id text collate "C",
        occurrence_key text collate "C",
        version integer not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        completed_at timestamptz(3),
        deleted_at timestamptz(3),
        deleted_with text,
        input_hash text,
        has_reminder boolean not null generated always as (cardinality(reminder_ids) > 0) stored,
        search_text text not null generated always as (tasks.search_text(title, description)) stored,
        -- For sorting. Folding may lengthen a text, and an index entry holds 2704 bytes at most.
        title_key text collate "C" not null generated always as (left(tasks.fold_text(title), 200)) stored,
        check (num_nulls(due_date, due_zone, due_floating, due_at) in (0, 4) and (due_time is null or due_date is not null)),
        check ((completed_at is not null) = (status = 'COMPLETED')),
        check ((series_id is null) = (occurrence_key is null))
      )`);
    // Double taps, replays and racing consumers can't advance a series twice.
    this.addSql(`create unique index task_occurrence_unique on tasks.task (series_id, occurrence_key)`);
    for (const [name, key] of Object.entries(sortKeys)) {
      this.addSql(`create index task_${name} on tasks.task (owner_id, (${key('')}), id) where deleted_at is null`);
    }
    this.addSql(`
      create index task_open on tasks.task (owner_id, (${sortKeys.due('')}), id)
      where deleted_at is null and status in ('OPEN', 'IN_PROGRESS')`);
    this.addSql(`create index task_completed on tasks.task (owner_id, completed_at) where completed_at is not null`);
    this.addSql(`create index task_parent on tasks.task (parent_id) where parent_id is not null`);
    this.addSql(`create index task_bin on tasks.task (deleted_at) where deleted_at is not null`);
    this.addSql(`create index task_tags on tasks.task using gin (tag_ids)`);
    this.addSql(`create index task_search on tasks.task using gin (search_text public.gin_trgm_ops)`);
    this.addSql(ownerPolicy('tasks.task'));
    this.#ownTask();
    this.addSql(`
      create table tasks.task_version (
        task_id text collate "C" not null,
        version integer not null,
        owner_id text collate "C" not null,
        at timestamptz(3) not null,
        snapshot jsonb not null,
        primary key (task_id, version)
      )`);
    this.addSql(`create index task_version_owner on tasks.task_version (owner_id)`);
    this.addSql(ownerPolicy('tasks.task_version'));
    this.addSql(`
      create table tasks.tag (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        name text not null,
        key text not null,
        version integer not null,
        deleted boolean not null
      )`);
    this.addSql(`create index tag_key on tasks.tag (owner_id, key)`);
    this.addSql(ownerPolicy('tasks.tag'));
    this.addSql(`
      create table tasks.owner_zone (
        owner_id text collate "C" primary key,
        time_zone text not null,
        at timestamptz(3) not null
      )`);
    this.addSql(ownerPolicy('tasks.owner_zone'));
    this.addSql(`
      create table tasks.saved_filter (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        name text not null check (length(name) between 1 and 100),
        query text not null,
        created_at timestamptz(3) not null
      )`);
    this.addSql(`create unique index saved_filter_name_unique on tasks.saved_filter (owner_id, lower(name))`);
    this.addSql(ownerPolicy('tasks.saved_filter'));
    // Whether this server knows a zone: its tzdata may be older than that of the runtime.
    this.addSql(`
      create function tasks.is_time_zone(name text) returns boolean language plpgsql stable strict as $$
      begin
        perform now() at time zone name;
        return true;
      exception when invalid_parameter_value then
        return false;
      end $$`);
  }

  /**
   * Where lists and searches read. Row-level security allows only leakproof operators to be answered by an index, and
   * LIKE, && and <% are none; measured with 600 000 rows, one word of one owner's 300 000: 153 ms by the policy, 1 ms by
   * this view. It is the same wall: the view shows the rows of the transaction's owner and no others. It reads as the
   * table's owner, on whom the policy is therefore not forced; the role of the service owns no table.
   */
  #ownTask(): void {
    this.addSql(`alter table tasks.task no force row level security`);
    this.addSql(`
      create view tasks.own_task as
      select * from tasks.task where owner_id = (select current_setting('rondo.owner', true))
      with local check option`);
  }
}
