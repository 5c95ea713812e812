import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, eventually } from '../client.ts';
import { check, type Expected, type Violation } from './checker.ts';
import { Writer } from './load.ts';
import { Random } from './random.ts';
import type { Recording, State } from './recording.ts';
import { Subscriber } from './subscriber.ts';
import type { Fault, World } from './world.ts';

export interface CampaignOptions {
  readonly world: World;
  /** In this order; the seed decides when. */
  readonly faults: readonly Fault[];
  readonly seed: number;
  /** Faults as short as CI wants them. */
  readonly short: boolean;
  readonly users?: number;
  readonly writersPerUser?: number;
  /** Milliseconds between two calls of a writer, on average. */
  readonly paceMs?: number;
  readonly say?: (line: string) => void;
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly recording: Recording;
  readonly state: State;
  readonly faults: readonly { name: string; workingMs: number; backlogMs: number }[];
}

/** Sign-ups from one address are limited to ten a minute. */
const defaultUsers = 3;
const settleMs = 30_000;

/**
 * Load on a world, faults one after the other, and what the checker says in the end. Each fault is to be over, and its
 * backlog gone, before the next begins.
 */
export async function runCampaign(options: CampaignOptions): Promise<Outcome> {
  const { world, seed, short, say = () => undefined } = options;
  const random = new Random(seed);
  const stack = new AsyncDisposableStack();
  try {
    const load = await startLoad(options, random, stack);
    const failures: string[] = [];
    const [poison, shuffled] = [new Set<string>(), new Set<string>()];
    const faults: Outcome['faults'][number][] = [];
    const acknowledged = () =>
      load.writers.reduce(
        (sum, { mutations }) => sum + mutations.filter(({ outcome }) => outcome.is === 'ok').length,
        0,
      );
    const context = { random, short, poison, shuffled, userIds: load.userIds, acknowledged };
    for (const fault of options.faults) {
      await delay(random.between(500, short ? 2_000 : 10_000));
      say(`fault ${fault.number}: ${fault.name}`);
      try {
        await fault.run(context);
        const times = await recover(world, fault, load);
        faults.push({ name: fault.name, ...times });
        say(`  mutations succeed after ${times.workingMs} ms, the backlog is gone after ${times.backlogMs} ms`);
      } catch (error) {
        failures.push(
          `fault ${fault.number}, ${fault.name}: ${error instanceof Error ? error.message : String(error)}`,
        );
        say(`  ${failures.at(-1)}`);
      }
    }
    await delay(random.between(500, 1_500));
    await load.stopWriting();
    const { recording, state, violations } = await settle(world, load, { poison, shuffled });
    const counts = Object.groupBy(recording.mutations, ({ outcome }) => outcome.is);
    say(
      `${recording.mutations.length} mutations: ${counts.ok?.length ?? 0} ok, ${counts.refused?.length ?? 0} refused, ` +
        `${counts.unknown?.length ?? 0} unknown; ${state.updates.length} events; ${violations.length} violations`,
    );
    return {
      recording,
      state,
      faults,
      violations: [
        ...failures,
        ...load.writers.flatMap((writer) => writer.faults),
        ...violations.map(({ rule, what }) => `${rule}: ${what}`),
      ],
    };
  } finally {
    await stack.disposeAsync();
  }
}

interface Load {
  readonly userIds: readonly string[];
  readonly writers: readonly Writer[];
  readonly subscribers: readonly Subscriber[];
  stopWriting(): Promise<void>;
}

async function startLoad(options: CampaignOptions, random: Random, stack: AsyncDisposableStack): Promise<Load> {
  const { world, users = defaultUsers, writersPerUser = 2, paceMs = 60 } = options;
  const userIds: string[] = [];
  const writers: Writer[] = [];
  const subscribers: Subscriber[] = [];
  for (let n = 1; n <= users; n++) {
    const user = await ApiClient.signUp(world.url);
    const { viewer, streamCursor: cursor } = await user.data('{ viewer { id } streamCursor }');
    const userId: string = viewer.id;
    userIds.push(userId);
    for (const [name, stayMs] of [
      ['one that stays', null],
      ['one that comes and goes', 1_500],
    ] as const) {
      const subscriber = new Subscriber({
        name: `user ${n}, ${name}`,
        user,
        userId,
        cursor,
        stayMs,
        random: random.fork(),
      });
      subscribers.push(stack.use(subscriber));
    }
    for (let w = 0; w < writersPerUser; w++) {
      writers.push(new Writer({ user, userId, random: random.fork(), paceMs }));
    }
  }
  const running = writers.map((writer) => writer.run());
  const stopWriting = async () => {
    for (const writer of writers) writer.stop();
    await Promise.all(running);
  };
  stack.defer(stopWriting);
  return { userIds, writers, subscribers, stopWriting };
}

/** How long until a mutation that was begun after the fault succeeds, and until what had piled up is done. */
async function recover(
  world: World,
  fault: Fault,
  { writers }: Load,
): Promise<{ workingMs: number; backlogMs: number }> {
  const over = Date.now();
  const works = () =>
    writers.some(({ mutations }) =>
      mutations.slice(-20).some(({ from, outcome }) => from >= over && outcome.is === 'ok'),
    );
  await eventually(async () => works(), Boolean, fault.workingMs);
  const workingMs = Date.now() - over;
  const backlog = await eventually(
    () => world.markBacklog().catch(() => null),
    (marked) => marked !== null,
    fault.backlogMs,
  );
  await eventually(
    async () => (backlog ? backlog().catch(() => null) : null),
    (left) => left === 0,
    fault.backlogMs,
  );
  return { workingMs, backlogMs: Date.now() - over };
}

/** What follows by events is given time to; what the checker still finds at the end of it stays. */
async function settle(
  world: World,
  { writers, subscribers }: Load,
  expected: Expected,
): Promise<{ recording: Recording; state: State; violations: readonly Violation[] }> {
  const deadline = Date.now() + settleMs;
  for (;;) {
    const state = await world.readState();
    const recording: Recording = {
      mutations: writers.flatMap(({ mutations }) => mutations),
      subscribers: subscribers.map(({ heard }) => heard),
    };
    const violations = check(recording, state, expected);
    // Reminders may fire between the reading of the state and of what subscribers heard, so that a clean finding is one of a still world.
    const waiting = state.reminders.some(({ fireAt }) => fireAt !== null);
    if ((violations.length === 0 && !waiting) || Date.now() > deadline) return { recording, state, violations };
    await delay(500);
  }
}
