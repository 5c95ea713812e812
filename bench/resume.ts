/**
 * 1 000 clients who come back at once, each a user of its own, with cursors from 10 000 events ago, to a gateway that
 * has just started and has none of them in memory: until all are live again. Beside it: how long a plain reader of the
 * same log takes to come to its end.
 *
 * `npm run bench -- resume [--quick] [CLIENTS]`, on the embedded platform's log
 */
import type { Platform } from '@rondo/platform/platform.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';
import { type Arrival, askProcess, clockNow } from './stream/protocol.ts';
import { type Rig, startRig } from './stream/rig.ts';

const QUERY =
  'subscription ($after: String) { changes(after: $after) { id cursor ... on TaskChange { task { id title description } } } }';
const MUST_MS = 5_000;

interface Result {
  readonly clients: number;
  readonly events: number;
  /** Until each has all of its events and one that came after. */
  readonly liveMs: Spread;
  /** Of that the gateway's processor: holds still where the machine is shared. */
  readonly cpuMs: Spread;
  /** The same log by a plain reader. */
  readonly readMs: Spread;
}

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const rounds = quick ? 1 : 5;
  const clients = Number(args[0] ?? (quick ? 100 : 1_000));
  const each = 10;
  await using rig = await startRig();
  const live: number[] = [];
  const cpu: number[] = [];
  const read: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const measured = await comeBack(rig, { clients, each, title: `round${round}` });
    live.push(measured.liveMs);
    cpu.push(measured.cpuMs);
    read.push(measured.readMs);
  }
  const result: Result = {
    clients,
    events: clients * each,
    liveMs: spreadOf(live),
    cpuMs: spreadOf(cpu),
    readMs: spreadOf(read),
  };
  const shown = ({ median, min, max }: Spread) => `${Math.round(median)} (${Math.round(min)}–${Math.round(max)})`;
  printTable([
    {
      clients,
      'events behind': result.events,
      'all live, ms': shown(result.liveMs),
      'gateway CPU, ms': shown(result.cpuMs),
      'the log read, ms': shown(result.readMs),
      ok: result.liveMs.median <= MUST_MS ? 'yes' : `no: over ${MUST_MS} ms`,
    },
  ]);
  if (!quick) await writeResults('resume', result);
}

async function comeBack(rig: Rig, { clients, each, title }: { clients: number; each: number; title: string }) {
  const users = Array.from({ length: clients }, () => `user_${crypto.randomUUID()}`);
  const cursors = await takeCursors(rig, users);
  const from = await rig.platform.head(Topic.TASK_UPDATES);
  await rig.publish({ users, count: each, title });
  const readMs = await readLog(rig.platform, from);
  await using server = await rig.startRondo();
  await using process = await rig.startClients();
  const subscribers = users.map((user, i) => ({ user, after: cursors[i] ?? '' }));
  const before = await server.usage();
  const startedAt = clockNow();
  await askProcess(process.process, { do: 'open', url: server.url, subscribers, query: QUERY });
  // One more each: who has it is live.
  await rig.publish({ users, count: 1, title, from: each });
  const command = { do: 'expect', title, each: each + 1, withinMs: 120_000 } as const;
  const arrived = await askProcess<Arrival | null>(process.process, command);
  if (!arrived || arrived.faults > 0)
    throw new Error(arrived ? `${arrived.faults} events out of turn` : 'events are missing after two minutes');
  const cpuMs = ((await server.usage()).cpuSeconds - before.cpuSeconds) * 1_000;
  return { liveMs: arrived.at - startedAt, cpuMs, readMs };
}

/** Each user's position, from a gateway that then stops: what it has in memory goes with it. */
async function takeCursors(rig: Rig, users: readonly string[]): Promise<string[]> {
  await using server = await rig.startRondo();
  const url = server.url.replace('ws', 'http');
  const cursors: string[] = [];
  for (const user of users) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${user}` },
      body: '{"query":"{ streamCursor }"}',
    });
    const { data } = (await response.json()) as { data: { streamCursor: string } };
    cursors.push(data.streamCursor);
  }
  return cursors;
}

async function readLog(platform: Platform, from: ReadonlyMap<number, bigint>): Promise<number> {
  const before = performance.now();
  const head = await platform.head(Topic.TASK_UPDATES);
  const next = new Map(from);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  await using _tail = await platform.tail({
    topic: Topic.TASK_UPDATES,
    from,
    onBatch(events) {
      for (const { partition, offset } of events) next.set(partition, offset + 1n);
      if ([...head].every(([partition, until]) => (next.get(partition) ?? 0n) >= until)) resolve();
    },
    onError: reject,
  });
  await promise;
  return performance.now() - before;
}
