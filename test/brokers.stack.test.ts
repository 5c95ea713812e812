import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeEvent, Recorder, TailRecorder } from '@rondo/platform/conformance/fixture.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { expect, inject, it } from 'vitest';
import type { LocalKafka } from '../dapr/local/parts/kafka.ts';
import { startKafkaCluster } from '../dapr/local/parts/kafka-cluster.ts';
import { TestSidecar } from './stack/sidecar.ts';

const gibibyte = 2 ** 30;
/** Three brokers of 512 MB heap, a sidecar and this process. */
const neededBytes = 2.5 * gibibyte;
const patienceMs = 60_000;
const keys = ['ann', 'bob', 'cat'];

it('two brokers of three are enough: nothing is lost or out of order, whichever dies', {
  timeout: 300_000,
}, async () => {
  const available = process.availableMemory();
  if (available < neededBytes) {
    const [found, needed] = [available, neededBytes].map((bytes) => (bytes / gibibyte).toFixed(1));
    throw new Error(
      `Three brokers need ${needed} GiB of memory, ${found} GiB are available: free some, or leave this out.`,
    );
  }
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'rondo-brokers-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const cluster = resources.use(await startKafkaCluster(directory, () => undefined));
  const sidecar = resources.use(
    await TestSidecar.start({
      stack: inject('stack'),
      appId: 'brokers',
      kafka: { KAFKA_BROKERS: cluster.brokers, KAFKA_AUTH_TYPE: 'none', KAFKA_DISABLE_TLS: 'true' },
    }),
  );
  const topic = await sidecar.newTopic();
  const [recorder, tail] = [new Recorder(), new TailRecorder()];
  resources.use(await sidecar.platform.tail(tail.options(topic, 'head')));
  resources.use(await sidecar.subscribe({ group: 'group', topic, handle: recorder.handle }));

  const published: CloudEvent[] = [];
  let going = true;
  const publishing = (async () => {
    while (going) {
      const round = keys.map((key) => makeEvent(key));
      // As the relay does: the same again until all of it is acknowledged.
      while (!(await acknowledged(sidecar, topic, round))) await delay(100);
      published.push(...round);
      await delay(10);
    }
  })();
  const more = async () => {
    const before = published.length;
    await until('events are published again', () => published.length >= before + 90, patienceMs);
  };
  try {
    await more();
    const [one, other] = cluster.nodes;
    if (!one || !other) throw new Error('There are no three brokers.');
    await kill(one);
    await more();
    await one.restart();
    await until('all copies are up to date', () => inSync(sidecar, topic), patienceMs);
    await kill(other);
    await more();
    await other.restart();
    await more();
  } finally {
    going = false;
    await publishing;
  }
  await Promise.all([recorder.waitFor(published), tail.waitFor(published)]);
  for (const key of keys) {
    const ids = published.filter(({ partitionkey }) => partitionkey === key).map(({ id }) => id);
    expect(recorder.idsOf(key)).toEqual(ids);
    const read = tail.tailed.filter(({ event }) => event.partitionkey === key).map(({ event }) => event.id);
    expect([...new Set(read)]).toEqual(ids);
  }
});

async function kill(node: LocalKafka): Promise<void> {
  node.process?.kill('SIGKILL');
  await node.process?.ended();
}

const acknowledged = (sidecar: TestSidecar, topic: string, events: readonly CloudEvent[]): Promise<boolean> =>
  sidecar.platform.publish(topic, events).then(
    () => true,
    () => false,
  );

async function inSync(sidecar: TestSidecar, topic: string): Promise<boolean> {
  const { topics } = await sidecar.admin.fetchTopicMetadata({ topics: [topic] }).catch(() => ({ topics: [] }));
  const partitions = topics.flatMap((each) => each.partitions);
  return partitions.length > 0 && partitions.every(({ isr, replicas }) => isr.length === replicas.length);
}
