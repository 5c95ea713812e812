import { AskedGauge } from './asked-gauge.ts';

const lag = new AskedGauge({
  name: 'rondo_consumer_lag_events',
  help: 'Events of a topic that a group is not done with yet, of all its partitions. The same in all replicas.',
  labelNames: ['group', 'topic'],
});

/** A group's lag is among the metrics until this is disposed of; `count` says how many events it is. */
export function watchLag(
  { group, topic }: { group: string; topic: string },
  count: () => Promise<number>,
): AsyncDisposable {
  return lag.watch(async () => [{ labels: { group, topic }, value: await count() }]);
}
