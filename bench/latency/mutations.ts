import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@rondo/schema/ids.ts';
import { ApiClient, eventually, type Subscribed } from '../../test/client.ts';

/** Milliseconds of each event: after the acknowledgement was here (below 0 where the event was faster), and after the sending. */
export interface Samples {
  readonly acknowledged: readonly number[];
  readonly sent: readonly number[];
  /** Mutations that were not acknowledged. */
  readonly failed: number;
  /** From the last sending until every event was there. */
  readonly lateMs: number;
}

/** What the table is at. */
export const perSecond = 200;
const userCount = 4;

/** One after the other: hashing their passwords takes a processor each. */
export async function signUpUsers(url: string): Promise<ApiClient[]> {
  const users: ApiClient[] = [];
  while (users.length < userCount) users.push(await ApiClient.signUp(url));
  return users;
}

/** Sends at the rate, whether or not answers come (open loop), and waits for every event. */
export async function measureMutations(
  users: readonly ApiClient[],
  { seconds, rate = perSecond }: { seconds: number; rate?: number },
): Promise<Samples> {
  const heard = new Map<string, number>();
  await using streams = new AsyncDisposableStack();
  const subscribed = users.map((user) => streams.use(listen(user, heard)));
  await Promise.all(users.map((user, n) => warm(user, subscribed[n])));
  const sent = new Map<string, number>();
  const acknowledged = new Map<string, number>();
  const calls: Promise<void>[] = [];
  const count = seconds * rate;
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    const wait = began + (n * 1_000) / rate - performance.now();
    if (wait > 1) await delay(wait);
    const user = users[n % users.length];
    if (user) calls.push(create(user, sent, acknowledged));
  }
  const last = performance.now();
  await Promise.all(calls);
  await eventually(async () => [...acknowledged.keys()].every((id) => heard.has(id)), Boolean, 120_000);
  const lateMs = Math.max(0, ...[...acknowledged.keys()].map((id) => (heard.get(id) ?? 0) - last));
  const since = (times: ReadonlyMap<string, number>) =>
    [...acknowledged.keys()].map((id) => (heard.get(id) ?? Number.NaN) - (times.get(id) ?? Number.NaN));
  return { acknowledged: since(acknowledged), sent: since(sent), failed: sent.size - acknowledged.size, lateMs };
}

/** One that fails is counted: a machine that is asked for too much refuses. */
async function create(user: ApiClient, sent: Map<string, number>, acknowledged: Map<string, number>): Promise<void> {
  const id = newId('task');
  sent.set(id, performance.now());
  const mutation = 'mutation ($id: ID, $title: String!) { createTask(input: { id: $id, title: $title }) { eventId } }';
  await user.data(mutation, { id, title: 'Measured' }).then(
    () => acknowledged.set(id, performance.now()),
    () => undefined,
  );
}

function listen(user: ApiClient, heard: Map<string, number>): Subscribed {
  const subscribed = user.subscribe('subscription { taskChanges { taskId } }');
  const { events } = subscribed;
  const push = events.push.bind(events);
  // The time of arrival, not that of a look into the list.
  events.push = (...arrived) => {
    for (const { taskId } of arrived) heard.set(taskId, performance.now());
    return push(...arrived);
  };
  return subscribed;
}

/** Until the subscription hears. */
async function warm(user: ApiClient, subscribed: Subscribed | undefined): Promise<void> {
  await eventually(
    async () => {
      // May fail: a circuit is open for 10 s after a service was asked for too much.
      await user.request('mutation { createTask(input: { title: "Warm" }) { eventId } }');
      await delay(20);
      return subscribed?.events.length ?? 0;
    },
    (count) => count > 0,
    60_000,
  );
}

export function percentiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
