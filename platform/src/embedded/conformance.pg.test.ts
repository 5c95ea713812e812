import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Fixture } from '../conformance/fixture.ts';
import { describePlatform } from '../conformance/suite.ts';
import { openTestPlatform } from '../testing/platform.ts';

describePlatform('embedded', async (): Promise<Fixture> => {
  const test = await openTestPlatform({ env: { RONDO_SECRET_CONFORMANCE_SECRET: 'known' } });
  return {
    get platform() {
      return test.platform;
    },
    reopen: () => test.reopen(),
    newTopic: async () => `topic-${randomUUID()}`,
    secret: { name: 'conformance-secret', value: 'known' },
    async expire(topic) {
      const admin = new pg.Client({ connectionString: test.url });
      await admin.connect();
      await admin.query(`update platform.event set published_at = now() - interval '8 days' where topic = $1`, [topic]);
      await admin.end();
      await test.platform.removeOld();
    },
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
});
