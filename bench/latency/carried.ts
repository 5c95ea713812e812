import type { ApiClient } from '../../test/client.ts';
import { eventually } from '../../test/client.ts';
import { measureMutations } from './mutations.ts';

interface World {
  markBacklog(): Promise<() => Promise<number>>;
}

const [lowest, highest] = [12.5, 3_200];
/** From the last sending until every event is at its client, and until every service has done what follows from it. Groups commit their offsets once a second. */
const [eventsMs, backlogMs] = [1_000, 4_000];
const drainMs = 180_000;
/** How near the result is to what fails. */
const precision = 1.15;

/**
 * The most mutations a second (open loop) that are carried without a queue that grows: none fails, and what is under way when the last
 * one was sent is done soon after. Found by doubling, then by halving the interval.
 */
export async function findCarriedRate(
  world: World,
  users: readonly ApiClient[],
  { seconds, say }: { seconds: number; say: (line: string) => void },
): Promise<number> {
  const carries = async (rate: number): Promise<boolean> => {
    const { failed, lateMs } = await measureMutations(users, { seconds, rate });
    const backlog = await world.markBacklog();
    const drained = performance.now();
    await eventually(backlog, (left) => left === 0, drainMs);
    const backlogLateMs = performance.now() - drained;
    const carried = failed === 0 && lateMs <= eventsMs && backlogLateMs <= backlogMs;
    say(
      `  ${rate.toFixed(0)}/s: ${carried ? 'carried' : 'not carried'} (last event after ${lateMs.toFixed(0)} ms, all done ${backlogLateMs.toFixed(0)} ms later, ${failed} failed)`,
    );
    return carried;
  };
  let carried = 0;
  let failing = lowest;
  while (failing <= highest && (await carries(failing))) [carried, failing] = [failing, failing * 2];
  while (carried > 0 && failing / carried > precision) {
    const rate = Math.sqrt(carried * failing);
    if (await carries(rate)) carried = rate;
    else failing = rate;
  }
  return carried;
}
