import { register } from 'prom-client';
import { expect, it } from 'vitest';
import { AskedGauge } from './asked-gauge.ts';

const lines = async (name: string): Promise<string[]> =>
  (await register.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#') && line !== '');

it('tells what its sources say at the time of each scrape, and nothing of one that has gone', async () => {
  const gauge = new AskedGauge({ name: 'test_asked_depth', help: 'For this test.', labelNames: ['queue'] });
  expect(await lines('test_asked_depth')).toEqual([]);
  let depth = 3;
  const watched = gauge.watch(async () => [{ labels: { queue: 'mail' }, value: depth }]);
  expect(await lines('test_asked_depth')).toEqual(['test_asked_depth{queue="mail"} 3']);
  depth = 0;
  expect(await lines('test_asked_depth')).toEqual(['test_asked_depth{queue="mail"} 0']);
  await watched[Symbol.asyncDispose]();
  expect(await lines('test_asked_depth')).toEqual([]);
});

it('does without a source that fails or never answers, so that a fault takes no other metric away', async () => {
  const gauge = new AskedGauge({ name: 'test_asked_fault', help: 'For this test.', labelNames: ['queue'] });
  gauge.watch(() => new Promise(() => {}));
  gauge.watch(() => Promise.reject(new Error('away')));
  gauge.watch(async () => [{ labels: { queue: 'mail' }, value: 1 }]);
  expect(await lines('test_asked_fault')).toEqual(['test_asked_fault{queue="mail"} 1']);
});
