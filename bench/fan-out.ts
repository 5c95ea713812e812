/**
 * One event to 5 000 subscribers of one user, who get the same; and one event each to 5 000 users. Over WebSockets,
 * against a stock graphql-ws server with events in memory: Rondo's come through its log, with cursors, and are taken up
 * again by clients after a restart. Both servers on a core of their own, one after the other.
 *
 * `npm run bench -- fan-out [--quick] [SUBSCRIBERS]`
 */
import type { Started } from './lib/processes.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';
import { type Arrival, askProcess, clockNow } from './stream/protocol.ts';
import { awaitLive, type Rig, type StreamServer, startRig } from './stream/rig.ts';

/** What the event carries, and no more. */
const CARRIED =
  'subscription ($after: String) { changes(after: $after) { id cursor ... on TaskChange { task { id title description } } } }';
/** With a field that is fetched. */
const FETCHED = CARRIED.replace('description', 'description asOf(at: "2030-01-01T00:00:00Z") { version }');

interface Case {
  readonly name: string;
  /** Users with one subscriber each, or one user with all. */
  readonly users: number;
  readonly subscribers: number;
  /** For each user in each round. */
  readonly events: number;
}

interface Side {
  readonly server: StreamServer;
  readonly clients: Started;
  readonly kibPerSubscriber: number;
}

interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly p50: number;
  readonly p99: number;
}

interface Result {
  readonly case: string;
  readonly server: string;
  readonly deliveriesPerSecond: Spread;
  /** Of the server's processor, for one delivery. */
  readonly cpuMicros: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Resident, for one idle subscriber. */
  readonly kibPerSubscriber: number;
  readonly ofStock?: number;
}

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const rounds = quick ? 2 : 5;
  const many = Number(args[0] ?? (quick ? 300 : 5_000));
  const cases: Case[] = [
    { name: `1 user, ${many} subscribers`, users: 1, subscribers: many, events: quick ? 5 : 20 },
    { name: `${many} users, 1 subscriber each`, users: many, subscribers: many, events: 2 },
  ];
  await using rig = await startRig();
  const results: Result[] = [];
  for (const each of cases) results.push(...compare(await measure(rig, each, rounds)));
  printTable(results.map(rowOf));
  const calls = await countCalls(rig, many);
  process.stdout.write(
    `\nSubgraph calls for 10 events with a fetched field: ${calls.map(({ subscribers, made }) => `${made} for ${subscribers} subscribers`).join(', ')}\n`,
  );
  if (calls.some(({ made }) => made > 10)) throw new Error('subgraph calls grow with subscribers');
  if (!quick) await writeResults('fan-out', { results, calls });
}

async function measure(
  rig: Rig,
  { name, users: userCount, subscribers, events }: Case,
  rounds: number,
): Promise<Result[]> {
  await using stack = new AsyncDisposableStack();
  const users = usersOf(userCount);
  const sides: Side[] = [];
  for (const start of [rig.startRondo, rig.startStock]) {
    const server = stack.use(await start());
    const clients = stack.use(await rig.startClients());
    const before = await server.usage({ collected: true });
    await open(server, clients, users, subscribers, CARRIED);
    const after = await server.usage({ collected: true });
    sides.push({
      server,
      clients,
      kibPerSubscriber: (after.residentBytes - before.residentBytes) / subscribers / 1024,
    });
  }
  const measured = new Map<Side, Round[]>(sides.map((side) => [side, []]));
  // The first round compiles.
  for (let round = 0; round <= rounds; round++)
    for (const [side, done] of measured) {
      const result = await burst(side, users, `round${round}`, { subscribers, events });
      if (round > 0) done.push(result);
    }
  return [...measured].map(([{ server, kibPerSubscriber }, done]) => {
    const median = (of: (round: Round) => number) => spreadOf(done.map(of)).median;
    return {
      case: name,
      server: server.name,
      deliveriesPerSecond: spreadOf(done.map(({ perSecond }) => perSecond)),
      cpuMicros: median(({ cpuMicros }) => cpuMicros),
      p50Ms: median(({ p50 }) => p50),
      p99Ms: median(({ p99 }) => p99),
      kibPerSubscriber,
    };
  });
}

async function open(server: StreamServer, clients: Started, users: readonly string[], count: number, query: string) {
  const subscribers = Array.from({ length: count }, (_, i) => ({ user: users[i % users.length] ?? '' }));
  await askProcess(clients.process, { do: 'open', url: server.url, subscribers, query });
  await awaitLive(server, clients, users);
}

async function burst(
  { server, clients }: Side,
  users: readonly string[],
  title: string,
  { subscribers, events }: { subscribers: number; events: number },
): Promise<Round> {
  const before = await server.usage();
  const expected = askProcess<Arrival | null>(clients.process, {
    do: 'expect',
    title,
    each: events,
    withinMs: 120_000,
  });
  const startedAt = clockNow();
  await server.publish({ users, count: events, title });
  const arrived = await expected;
  if (!arrived || arrived.faults > 0)
    throw new Error(`${server.name}: ${arrived ? 'events came out of turn' : 'events are missing'}`);
  const after = await server.usage();
  const deliveries = subscribers * events;
  return {
    perSecond: (deliveries / (arrived.at - startedAt)) * 1_000,
    cpuMicros: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / deliveries,
    p50: arrived.p50,
    p99: arrived.p99,
  };
}

/** How many subgraph calls ten events make, with a few subscribers of a group and with many. */
async function countCalls(rig: Rig, many: number): Promise<{ subscribers: number; made: number }[]> {
  const counts: { subscribers: number; made: number }[] = [];
  await using server = await rig.startRondo();
  for (const subscribers of [many / 10, many]) {
    await using clients = await rig.startClients();
    const users = usersOf(1);
    await open(server, clients, users, subscribers, FETCHED);
    const before = await server.usage();
    await burst({ server, clients, kibPerSubscriber: 0 }, users, 'fetched', { subscribers, events: 10 });
    counts.push({ subscribers, made: (await server.usage()).subgraphCalls - before.subgraphCalls });
  }
  return counts;
}

const usersOf = (count: number): string[] => Array.from({ length: count }, () => `user_${crypto.randomUUID()}`);

function compare(results: readonly Result[]): Result[] {
  const stock = results.find(({ server }) => server === 'stock')?.deliveriesPerSecond.median;
  return results.map((result) => ({ ...result, ofStock: stock && result.deliveriesPerSecond.median / stock }));
}

function rowOf(result: Result): Record<string, string | number> {
  const { median, min, max } = result.deliveriesPerSecond;
  return {
    case: result.case,
    server: result.server,
    'events/s': Math.round(median),
    spread: `${Math.round(min)}–${Math.round(max)}`,
    'of stock': result.ofStock?.toFixed(2) ?? '',
    'p50 ms': result.p50Ms.toFixed(1),
    'p99 ms': result.p99Ms.toFixed(1),
    'CPU µs': result.cpuMicros.toFixed(1),
    'KiB/subscriber': result.kibPerSubscriber.toFixed(1),
  };
}
