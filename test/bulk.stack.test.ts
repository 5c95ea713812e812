import { makeEvents, Recorder } from '@rondo/platform/conformance/fixture.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, it } from 'vitest';
import { TestSidecar } from './stack/sidecar.ts';

/* What tags and assistant take in bulk (dapr/service/subscriptions.ts), on a real sidecar. */

const keys = ['ann', 'bob', 'cat', 'dan', 'eve'];

const idsOf = (key: string, events: readonly CloudEvent[]) =>
  events.filter(({ partitionkey }) => partitionkey === key).map(({ id }) => id);

/** For each key, beside the sidecar. */
async function produce(topic: string, value: string): Promise<void> {
  const kafka = new Kafka({ clientId: 'test', brokers: [inject('stack').brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({ topic, messages: keys.map((key) => ({ key, value })) });
  await producer.disconnect();
}

it('brings each event, in order per key, though a handler fails now and then and what is no JSON lies between', async () => {
  await using sidecar = await TestSidecar.start({ stack: inject('stack'), appId: 'in-bulk' });
  const topic = await sidecar.newTopic();
  const failed = new Set<string>();
  const recorder = new Recorder(async ({ id }) => {
    // Every second one at its first delivery.
    if (failed.size % 2 === 0 && !failed.has(id)) {
      failed.add(id);
      throw new Error('not yet');
    }
    failed.add(id);
  });
  const retry = { attempts: 5, delayMs: 5, maxDelayMs: 20 };
  await using _ = await sidecar.subscribe({ group: 'group', topic, handle: recorder.handle, retry }, { bulk: true });
  const events = makeEvents(300, keys);
  await sidecar.platform.publish(topic, events.slice(0, 150));
  await produce(topic, '{ this is no JSON');
  await sidecar.platform.publish(topic, events.slice(150));
  await recorder.waitFor(events);
  for (const key of keys) expect(recorder.idsOf(key)).toEqual(idsOf(key, events));
  const letters = () => sidecar.platform.deadLetters.list(topic);
  await until('what is no JSON is kept', async () => (await letters()).length === keys.length);
});

it('brings again what a process that went away had not done, without a dead letter', async () => {
  await using sidecar = await TestSidecar.start({ stack: inject('stack'), appId: 'in-bulk-again' });
  const topic = await sidecar.newTopic();
  const events = makeEvents(100, keys);
  const entered = Promise.withResolvers<void>();
  const hanging = await sidecar.subscribe(
    {
      group: 'group',
      topic,
      handle: (_event, signal) => {
        entered.resolve();
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    },
    { bulk: true },
  );
  await sidecar.platform.publish(topic, events);
  await entered.promise;
  // The process goes, its sidecar stays: what it had in hand is not done.
  await sidecar.reopen();
  const recorder = new Recorder();
  await using _ = await sidecar.platform.subscribe({ group: 'group', topic, handle: recorder.handle });
  await recorder.waitFor(events);
  for (const key of keys) expect(recorder.idsOf(key)).toEqual(idsOf(key, events));
  expect(await sidecar.platform.deadLetters.list(topic)).toEqual([]);
  await hanging[Symbol.asyncDispose]();
});
