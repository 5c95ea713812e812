import { setTimeout as delay } from 'node:timers/promises';
import type { Query } from './query.ts';

/** A group's place in a partition. */
export interface Place {
  group: string;
  topic: string;
  partition: number;
}

interface Move extends Place {
  from: bigint;
  to: bigint;
  moved: PromiseWithResolvers<boolean>;
}

/** Moves of all groups within this time go as one statement. What a crash undoes of it is delivered again. */
const gatherMs = 20;

/** How far each group has come in each partition. */
export class GroupOffsets {
  readonly #query: Query;
  #waiting: Move[] = [];

  constructor(query: Query) {
    this.#query = query;
  }

  /** Where the group goes on, which for a new one is the oldest event, and the oldest event's offset. */
  async load({ group, topic, partition }: Place): Promise<{ offset: bigint; floor: bigint }> {
    const { rows } = await this.#query<{ offset: string; floor: string }>(
      `with known as (
         insert into platform.group_offset as g (group_name, topic, partition, "offset")
         select $1, topic, partition, floor from platform.topic_partition where topic = $2 and partition = $3
         on conflict (group_name, topic, partition) do update set "offset" = g."offset" returning "offset"
       )
       select known."offset", p.floor from known, platform.topic_partition p where p.topic = $2 and p.partition = $3`,
      [group, topic, partition],
    );
    const [row] = rows;
    if (!row) throw new Error(`The topic ${topic} has no partition ${partition}.`);
    return { offset: BigInt(row.offset), floor: BigInt(row.floor) };
  }

  /** Events of a topic that the group is not done with. For one that has no place yet, all that are kept. */
  async lag(group: string, topic: string): Promise<number> {
    const { rows } = await this.#query<{ lag: number }>(
      `select coalesce(sum(p.head - greatest(coalesce(g."offset", 0), p.floor)), 0)::float8 as lag
       from platform.topic_partition p left join platform.group_offset g
         on g.group_name = $1 and g.topic = p.topic and g.partition = p.partition
       where p.topic = $2`,
      [group, topic],
    );
    return rows[0]?.lag ?? 0;
  }

  /** False where the offset is not `from` any more, because another worker has moved it. */
  async move(place: Place, from: bigint, to: bigint): Promise<boolean> {
    const moved = Promise.withResolvers<boolean>();
    this.#waiting.push({ ...place, from, to, moved });
    if (this.#waiting.length === 1) void delay(gatherMs).then(() => this.#send());
    return moved.promise;
  }

  async #send(): Promise<void> {
    const moves = this.#waiting;
    this.#waiting = [];
    try {
      const { rows } = await this.#query<{ n: string }>(
        'select n from platform.move_offsets($1, $2, $3, $4, $5) as n',
        [
          moves.map(({ group }) => group),
          moves.map(({ topic }) => topic),
          moves.map(({ partition }) => partition),
          moves.map(({ from }) => String(from)),
          moves.map(({ to }) => String(to)),
        ],
      );
      const done = new Set(rows.map(({ n }) => Number(n)));
      for (const [index, { moved }] of moves.entries()) moved.resolve(done.has(index + 1));
    } catch (error) {
      for (const { moved } of moves) moved.reject(error);
    }
  }
}
