import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import type { DeadLetter, DeadLetters } from '../platform.ts';
import { metrics } from '../telemetry/metrics.ts';
import type { Query } from './query.ts';
import type { Signals } from './signals.ts';

/** Sent when dead letters of a group were asked to come again. */
export const redriveSignal = (group: string, topic: string): string => `redrive/${encodeURIComponent(group)}/${topic}`;

export interface NewDeadLetter {
  group: string;
  topic: string;
  partition: number;
  event: CloudEvent;
  attempts: number;
  reason: string;
}

const reasonLength = 1_000;

/** The events that were given up, by group. `redriving`: asked to come again, by whom the partition's worker delivers it. */
export class DeadLetterTable implements DeadLetters {
  readonly #query: Query;
  readonly #signals: Signals;

  constructor(query: Query, signals: Signals) {
    this.#query = query;
    this.#signals = signals;
  }

  async list(topic: string, { limit = 100 }: { limit?: number } = {}): Promise<DeadLetter[]> {
    const { rows } = await this.#query<DeadLetter>(
      `select topic, group_name as "group", event, attempts, reason, failed_at as "failedAt"
       from platform.dead_letter where topic = $1 and not redriving order by id limit $2`,
      [topic, limit],
    );
    return rows;
  }

  async redrive(topic: string, { group, eventId }: { group?: string; eventId?: string } = {}): Promise<number> {
    const { rows } = await this.#query<{ group: string }>(
      `update platform.dead_letter set redriving = true
       where topic = $1 and not redriving and ($2::text is null or group_name = $2) and ($3::text is null or event_id = $3)
       returning group_name as "group"`,
      [topic, group, eventId],
    );
    for (const name of new Set(rows.map((row) => row.group))) this.#signals.send(redriveSignal(name, topic));
    return rows.length;
  }

  async add({ group, topic, partition, event, attempts, reason }: NewDeadLetter): Promise<void> {
    await this.#query(
      `insert into platform.dead_letter (group_name, topic, partition, event_id, event, attempts, reason)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (group_name, topic, event_id) do update
       set attempts = excluded.attempts, reason = excluded.reason, failed_at = now()`,
      [group, topic, partition, event.id, JSON.stringify(event), attempts, reason.slice(0, reasonLength)],
    );
    metrics.deadLetters.inc({ group, topic });
  }

  async redriving(
    { name, topic }: { name: string; topic: string },
    partition: number,
  ): Promise<{ id: string; event: CloudEvent; attempts: number }[]> {
    const { rows } = await this.#query<{ id: string; event: CloudEvent; attempts: number }>(
      `select id, event, attempts from platform.dead_letter
       where redriving and group_name = $1 and topic = $2 and partition = $3 order by id limit 100`,
      [name, topic, partition],
    );
    return rows;
  }

  async remove(id: string): Promise<void> {
    await this.#query('delete from platform.dead_letter where id = $1', [id]);
  }

  async failAgain(id: string, { attempts, reason }: { attempts: number; reason: string }): Promise<void> {
    await this.#query(
      `update platform.dead_letter set redriving = false, attempts = $2, reason = $3, failed_at = now() where id = $1`,
      [id, attempts, reason.slice(0, reasonLength)],
    );
  }
}
