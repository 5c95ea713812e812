import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { superuser } from '@rondo/platform/embedded/cluster.ts';
import { partitionOf } from '@rondo/platform/embedded/partition.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { RondoProcess } from '../rondo-process.ts';
import { Clock } from './clock.ts';
import { embeddedFaults } from './embedded-faults.ts';
import type { State } from './recording.ts';
import { loggedEvent, outboxSize, readStored } from './state.ts';
import type { Fault, World } from './world.ts';

/** `npm start`'s process, its PostgreSQL, and a way into that. */
export class EmbeddedWorld implements World {
  readonly rondo: RondoProcess;
  readonly clock: Clock;
  readonly faults: readonly Fault[];
  readonly #directory: string;

  private constructor(rondo: RondoProcess, clock: Clock, directory: string) {
    this.rondo = rondo;
    this.clock = clock;
    this.#directory = directory;
    this.faults = embeddedFaults(this);
  }

  /** With `clocks`, that of its process can be set, which costs each look at the time a little. */
  static async start({ clocks = true }: { clocks?: boolean } = {}): Promise<EmbeddedWorld> {
    const directory = await mkdtemp(join(tmpdir(), 'rondo-clock-'));
    const clock = await Clock.create(directory);
    return new EmbeddedWorld(await RondoProcess.start(clocks ? clock.environment : {}), clock, directory);
  }

  get url(): string {
    return this.rondo.url;
  }

  async isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    return response?.ok ?? false;
  }

  async postgresPid(): Promise<number> {
    return Number((await this.#postmaster())[0]);
  }

  /** Runs `work` on a connection of the superuser's, of its own. */
  async database<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const [, , , port = ''] = await this.#postmaster();
    const file = join(this.rondo.dataDirectory, 'postgres', `${superuser}.password`);
    const password = (await readFile(file, 'utf8')).trim();
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(port),
      user: superuser,
      password,
      database: 'postgres',
      application_name: 'rondo faults',
    });
    // A server that goes away ends the query at work, which says so.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Appends to the log beside the relay, as another process would, and wakes the readers. */
  async append(topic: string, events: readonly CloudEvent[]): Promise<void> {
    const partitions = events.map(({ partitionkey }) => partitionOf(partitionkey));
    await this.database(async (client) => {
      await client.query('select platform.publish($1, $2, $3, $4)', [
        topic,
        partitions,
        events.map(({ partitionkey }) => partitionkey),
        events.map((event) => JSON.stringify(event)),
      ]);
      for (const partition of new Set(partitions)) await ring(client, `log/${topic}/${partition}`);
    });
  }

  async markBacklog(): Promise<() => Promise<number>> {
    const { now, heads } = await this.database(async (client) => {
      const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
      return { now: rows[0]?.now ?? new Date(), heads: await readHeads(client) };
    });
    return () =>
      this.database(async (client) => {
        const { rows } = await client.query<{ topic: string; partition: number; offset: string }>(
          'select topic, partition, "offset" from platform.group_offset',
        );
        const behind = rows.map(({ topic, partition, offset }) =>
          Math.max(0, (heads.get(`${topic}/${partition}`) ?? 0) - Number(offset)),
        );
        return (await outboxSize(client, now)) + behind.reduce((sum, n) => sum + n, 0);
      });
  }

  readState(): Promise<State> {
    return this.database(async (client) => {
      const events = async (topic: string) => {
        const { rows } = await client.query<{ event: CloudEvent }>(
          'select event from platform.event where topic = $1 order by partition, "offset"',
          [topic],
        );
        return rows.map(({ event }) => loggedEvent(event));
      };
      const { rows: deadLetters } = await client.query<{ group: string; eventId: string }>(
        'select group_name as "group", event_id as "eventId" from platform.dead_letter',
      );
      return {
        ...(await readStored(client)),
        facts: await events(Topic.TASK_EVENTS),
        updates: await events(Topic.TASK_UPDATES),
        deadLetters,
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rondo[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #postmaster(): Promise<string[]> {
    return (await readFile(join(this.rondo.dataDirectory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  }
}

/** Tells the platform's processes, as one of them would. */
export async function ring(client: pg.Client, signal: string): Promise<void> {
  await client.query(`select pg_notify('rondo_platform', $1)`, [`faults ${signal}`]);
}

async function readHeads(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ topic: string; partition: number; head: string }>(
    'select topic, partition, head from platform.topic_partition',
  );
  return new Map(rows.map(({ topic, partition, head }) => [`${topic}/${partition}`, Number(head)]));
}
