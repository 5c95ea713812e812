import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { EmbeddedWorld } from './embedded-world.ts';

/* The short form of `npm run faults`: each fault once, from one seed; `npm run faults` tries others. */

const seed = Number(process.env.FAULTS_SEED ?? 1);

/** Those of these numbers, in the order of the table. */
async function campaign(only: readonly number[]) {
  process.stdout.write(`faults ${only.join()}: FAULTS_SEED=${seed}\n`);
  await using world = await EmbeddedWorld.start();
  const faults = world.faults.filter(({ number }) => only.includes(number));
  const outcome = await runCampaign({ world, faults, seed, short: true, users: 2 });
  return { wanted: faults.length, ...outcome };
}

describe('the promise, in one process on one PostgreSQL', { timeout: 300_000 }, () => {
  it.each([
    ['processes that die: Rondo, also between the log and its mark, and PostgreSQL', [1, 3]],
    [
      'events that come again or in another order, cannot be handled, or come to a process that was stopped',
      [5, 6, 9, 11],
    ],
    ['clocks that are wrong', [8]],
  ])('holds under load through %s', async (_, only) => {
    const { violations, recording, faults, wanted } = await campaign(only);
    expect(violations).toEqual([]);
    expect(faults).toHaveLength(wanted);
    // A run that found nothing because nothing happened would be no proof.
    const acknowledged = recording.mutations.filter(({ outcome }) => outcome.is === 'ok');
    expect(acknowledged.length).toBeGreaterThan(100);
    for (const { events } of recording.subscribers) expect(events.length).toBeGreaterThan(50);
  });
});
