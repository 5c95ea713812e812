import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { StackWorld } from './stack-world.ts';

/* The short form of `npm run faults -- --world stack`: on real processes of this test's own, from a seed that is printed. */

const seed = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe('the promise, on Kafka and Dapr with a process a service', { timeout: 240_000 }, () => {
  it.each([
    ['processes that die, also between the broker and the mark', [1]],
    ['a broker, a database and sidecars that go away', [2, 3, 4]],
    ['events that come again, cannot be handled, or come to a process that was stopped', [5, 6, 9, 11]],
  ])('holds under load through %s', async (_, only) => {
    process.stdout.write(`faults ${only.join()}: FAULTS_SEED=${seed}\n`);
    await using world = await StackWorld.start();
    const faults = world.faults.filter(({ number }) => only.includes(number));
    const { violations, recording, faults: done } = await runCampaign({ world, faults, seed, short: true, users: 2 });
    expect(violations).toEqual([]);
    expect(done).toHaveLength(faults.length);
    // A run that found nothing because nothing happened would be no proof.
    const acknowledged = recording.mutations.filter(({ outcome }) => outcome.is === 'ok');
    expect(acknowledged.length).toBeGreaterThan(100);
    for (const { events } of recording.subscribers) expect(events.length).toBeGreaterThan(50);
  });
});
