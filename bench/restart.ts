/**
 * 5 000 WebSocket subscribers of one gateway that is stopped and started under them, again and again, while events go
 * on coming: none may miss one, or have one twice. Memory for one subscriber, and how late events are without a restart.
 *
 * `npm run bench -- restart [--quick] [SUBSCRIBERS]`; it throws where an event is missing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Started } from './lib/processes.ts';
import { printTable, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';
import { type Arrival, askProcess, clockNow } from './stream/protocol.ts';
import { awaitLive, startRig } from './stream/rig.ts';

const QUERY =
  'subscription ($after: String) { changes(after: $after) { id cursor ... on TaskChange { task { id title description } } } }';
/** Of a user each; the rest of the subscribers are the same users' other clients. */
const USERS = 250;
/** Between one event for each user and the next. */
const PACE_MS = 500;

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const [usual, restarts, calm] = quick ? [300, 1, 4] : [5_000, 3, 20];
  const count = Number(args[0] ?? usual);
  await using rig = await startRig();
  await using clients = await rig.startClients();
  const users = Array.from({ length: USERS }, () => `user_${crypto.randomUUID()}`);
  const subscribers = Array.from({ length: count }, (_, i) => ({ user: users[i % USERS] ?? '' }));

  let server = await rig.startRondo();
  const before = await server.usage({ collected: true });
  await askProcess(clients.process, { do: 'open', url: server.url, subscribers, query: QUERY });
  await awaitLive(server, clients, users);
  const kibPerSubscriber =
    ((await server.usage({ collected: true })).residentBytes - before.residentBytes) / count / 1024;

  for (let number = 0; number < calm; number++) {
    await rig.publish({ users, count: 1, title: 'calm', from: number });
    await delay(PACE_MS);
  }
  const undisturbed = await arrival(clients, 'calm', calm);

  const backAfter: number[] = [];
  let number = 0;
  const publishing = new AbortController();
  const published = (async () => {
    while (!publishing.signal.aborted) {
      await rig.publish({ users, count: 1, title: 'restarted', from: number++ });
      await delay(PACE_MS);
    }
  })();
  for (let restart = 0; restart < restarts; restart++) {
    await delay(4 * PACE_MS);
    const stopped = clockNow();
    await server[Symbol.asyncDispose]();
    server = await rig.startRondo();
    await rig.publish({ users, count: 1, title: `back${restart}` });
    backAfter.push(((await arrival(clients, `back${restart}`, 1)).at - stopped) / 1_000);
  }
  publishing.abort();
  await published;
  const { faults, reconnects } = await arrival(clients, 'restarted', number);
  await server[Symbol.asyncDispose]();
  const result = {
    subscribers: count,
    restarts,
    events: number * USERS,
    deliveries: number * count,
    reconnects,
    allBackAfterSeconds: backAfter,
    missingOrTwice: faults,
    kibPerSubscriber,
    p50Ms: undisturbed.p50,
    p99Ms: undisturbed.p99,
  };
  printTable([
    {
      subscribers: count,
      restarts,
      deliveries: result.deliveries,
      reconnects,
      'all back, s': Math.max(...backAfter).toFixed(1),
      'missing or twice': faults,
      'KiB/subscriber': kibPerSubscriber.toFixed(1),
      'p50 ms': undisturbed.p50.toFixed(1),
      'p99 ms': undisturbed.p99.toFixed(1),
    },
  ]);
  if (faults > 0) throw new Error(`${faults} events were missing or came twice`);
  if (reconnects < count * restarts) throw new Error(`only ${reconnects} connections were made anew`);
  if (!quick) await writeResults('restart', result);
}

async function arrival(clients: Started, title: string, each: number): Promise<Arrival> {
  const arrived = await askProcess<Arrival | null>(clients.process, { do: 'expect', title, each, withinMs: 120_000 });
  if (!arrived) throw new Error(`events are missing two minutes after the last of ${title}`);
  return arrived;
}
