import { afterAll, beforeAll, describe } from 'vitest';
import { describeCalls } from './calls.ts';
import type { Fixture } from './fixture.ts';
import { describeGroups } from './groups.ts';
import { describeJobs } from './jobs.ts';
import { describeStores } from './stores.ts';
import { describeTail } from './tail.ts';

/** What every implementation of Platform must do. It is opened once for the suite; each test has topics, keys and jobs of its own. */
export function describePlatform(name: string, open: () => Promise<Fixture>): void {
  describe(`platform: ${name}`, { timeout: 120_000 }, () => {
    let opened: Fixture | undefined;
    const fixture = (): Fixture => {
      if (!opened) throw new Error('The platform is not open.');
      return opened;
    };

    beforeAll(async () => {
      opened = await open();
    }, 120_000);

    afterAll(async () => {
      await opened?.[Symbol.asyncDispose]();
    }, 60_000);

    describeGroups(fixture);
    describeTail(fixture);
    describeJobs(fixture);
    describeCalls(fixture);
    describeStores(fixture);
  });
}
