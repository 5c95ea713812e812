import type { Fixture } from '@rondo/platform/conformance/fixture.ts';
import { describePlatform } from '@rondo/platform/conformance/suite.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { inject } from 'vitest';
import { TestSidecar } from './stack/sidecar.ts';

/** The platform as it is, but that what it subscribes to is declared to the sidecar first, as YAML does for services. */
function declaring(sidecar: TestSidecar): Platform {
  return new Proxy(sidecar.platform, {
    get(platform, name) {
      if (name === 'subscribe') return sidecar.subscribe.bind(sidecar);
      const value: unknown = Reflect.get(platform, name, platform);
      return typeof value === 'function' ? value.bind(platform) : value;
    },
  });
}

describePlatform('dapr', async (): Promise<Fixture> => {
  const secret = { name: 'conformance-secret', value: 'known' };
  const sidecar = await TestSidecar.start({
    stack: inject('stack'),
    appId: 'conformance',
    secrets: { [secret.name]: secret.value },
  });
  return {
    get platform() {
      return declaring(sidecar);
    },
    async reopen() {
      await sidecar.reopen();
      return declaring(sidecar);
    },
    newTopic: () => sidecar.newTopic(),
    secret,
    async expire(topic) {
      const offsets = await sidecar.admin.fetchTopicOffsets(topic);
      const ends = offsets.map(({ partition, high }) => ({ partition, offset: high }));
      await sidecar.admin.deleteTopicRecords({ topic, partitions: ends });
    },
    [Symbol.asyncDispose]: () => sidecar[Symbol.asyncDispose](),
  };
});
