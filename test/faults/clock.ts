import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Databases } from './database-faults.ts';

const hourMs = 3_600_000;
/** Longer than the processes take to look (shifted-clock.ts). */
const noticedMs = 200;

/** The clock of a world's processes, that of its PostgreSQL not among them. */
export class Clock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  static async create(directory: string): Promise<Clock> {
    const clock = new Clock(join(directory, 'clock'));
    await clock.shift(0);
    return clock;
  }

  /** What a process needs in its environment to go by it. */
  get environment(): Record<string, string> {
    const preload = new URL('./shifted-clock.ts', import.meta.url);
    return { FAULTS_CLOCK: this.#file, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`.trim() };
  }

  /** Resolves once every process has it. */
  async shift(ms: number): Promise<void> {
    await writeFile(`${this.#file}.new`, String(ms));
    await rename(`${this.#file}.new`, this.#file);
    await delay(noticedMs);
  }
}

/** Two hours ahead, then two behind, then right again: under load, so that reminders are made and fire all the while. */
export async function jumpClocks(world: Databases, clock: Clock, { short }: { short: boolean }): Promise<void> {
  await recordTellings(world);
  try {
    for (const hours of [2, -2]) {
      await clock.shift(hours * hourMs);
      await delay(short ? 8_000 : 60_000);
    }
  } finally {
    await clock.shift(0);
  }
}

export const clocksName = 'the clocks two hours ahead, then two behind';

/** When notifications were made by a clock that is not set: their own time is that of the process that made them. */
async function recordTellings(world: Databases): Promise<void> {
  await world.database((client) =>
    client.query(`create table if not exists public.faults_told (id text primary key, at timestamptz not null);
      create or replace function public.faults_tell() returns trigger language plpgsql security definer as $$
        begin insert into public.faults_told values (new.id, clock_timestamp()); return null; end $$;
      create or replace trigger faults_tell after insert on notifications.notification for each row
        execute function public.faults_tell()`),
  );
}
