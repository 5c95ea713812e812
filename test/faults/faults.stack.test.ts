import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { StackWorld } from './stack-world.ts';

/* The short form of `npm run faults -- --world stack`: on real processes of this test's own, from one seed; `npm run faults` tries others. */

/**
 * Some calls a second, which two cores carry beside the twenty processes that are ended and started anew meanwhile; of four users, since an
 * outbox publishes one event of each at a time (docs/decisions/0007). Kafka starts anew on the same cores as all else, while events pile up.
 */
const load = { users: 4, writersPerUser: 1 };
const [paceMs, slowPaceMs] = [400, 1_000];

const seed = Number(process.env.FAULTS_SEED ?? 1);

describe('the promise, on Kafka and Dapr with a process a service', { timeout: 600_000 }, () => {
  it.each([
    ['processes that die, also between the broker and the mark', [1], paceMs],
    ['a broker, a database and sidecars that go away', [2, 3, 4], slowPaceMs],
    ['events that come again or in another order, and clocks that are wrong', [5, 6, 8], paceMs],
    ['events that cannot be handled, and processes that were stopped', [9, 11], paceMs],
  ])('holds under load through %s', async (_, only, pace) => {
    process.stdout.write(`faults ${only.join()}: FAULTS_SEED=${seed}\n`);
    await using world = await StackWorld.start();
    const faults = world.faults.filter(({ number }) => only.includes(number));
    const {
      violations,
      recording,
      faults: done,
    } = await runCampaign({ world, faults, seed, short: true, ...load, paceMs: pace });
    expect(violations).toEqual([]);
    expect(done).toHaveLength(faults.length);
    // A run that found nothing because nothing happened would be no proof.
    const acknowledged = recording.mutations.filter(({ outcome }) => outcome.is === 'ok');
    expect(acknowledged.length).toBeGreaterThan(100);
    for (const { events } of recording.subscribers) expect(events.length).toBeGreaterThan(30);
  });
});
