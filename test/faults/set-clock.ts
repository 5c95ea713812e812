import type pg from 'pg';

/**
 * Lets the clock of a PostgreSQL be set while it runs, as `faults_clock.set(…)`: sessions that begin after this find its `now()` before the
 * system's. (`current_timestamp` is syntax, and defaults of columns were bound when they were made: both stay as they are.)
 */
export async function makeClockSettable(client: pg.Client): Promise<void> {
  const clocks = ['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp'].map(
    (name) => `create function faults_clock.${name}() returns timestamptz language sql
      ${name === 'clock_timestamp' ? 'volatile' : 'stable'} parallel safe as
      $$ select pg_catalog.${name}() + (select ahead from faults_clock.shift) $$;`,
  );
  await client.query(`create schema faults_clock;
    create table faults_clock.shift (ahead interval not null);
    insert into faults_clock.shift values ('0');
    ${clocks.join('\n')}
    grant usage on schema faults_clock to public;
    grant select on faults_clock.shift to public;`);
  await client.query(
    `do $$ begin execute format('alter database %I set search_path = faults_clock, pg_catalog, "$user", public', current_database()); end $$`,
  );
}

/** By how many milliseconds it is ahead of the system's, from the next statement of any session on. */
export async function setClock(client: pg.Client, ms: number): Promise<void> {
  await client.query(`update faults_clock.shift set ahead = make_interval(secs => $1::float8 / 1000)`, [ms]);
}

/** Has every notification's making noted by that clock, which its own `created_at` is not by. */
export async function noteTellings(client: pg.Client): Promise<void> {
  await client.query(`create table faults_clock.told (task_id text not null, at timestamptz not null);
    create function faults_clock.tell() returns trigger language plpgsql security definer as
      $$ begin insert into faults_clock.told values (new.task_id, faults_clock.clock_timestamp()); return null; end $$;
    create trigger faults_tell after insert on notifications.notification for each row execute function faults_clock.tell();`);
}

export interface Telling {
  taskId: string;
  /** Milliseconds since 1970. */
  at: number;
}

export async function readTellings(client: pg.Client): Promise<Telling[]> {
  const { rows } = await client.query<Telling>(
    `select task_id as "taskId", extract(epoch from at)::float8 * 1000 as at from faults_clock.told order by at`,
  );
  return rows;
}
