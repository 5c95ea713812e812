import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { eventually } from '../../test/client.ts';
import type { Samples } from './mutations.ts';

const topic = 'bench-latency';
/** About that of a task's event. */
const recordBytes = 1_000;

/** Bare kafkajs at the same rate: a producer with acks from all, one message a request, and a consumer, with its defaults but for waiting less. */
export async function measureKafka(
  kafka: Kafka,
  admin: Admin,
  { seconds, rate }: { seconds: number; rate: number },
): Promise<Samples> {
  await admin.createTopics({ topics: [{ topic, numPartitions: 8 }], waitForLeaders: true });
  const heard = new Map<string, number>();
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  const consumer = kafka.consumer({ groupId: `bench-${crypto.randomUUID()}`, allowAutoTopicCreation: false });
  await Promise.all([producer.connect(), consumer.connect()]);
  try {
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({
      eachMessage: async ({ message }) => void heard.set(String(message.headers?.id), performance.now()),
    });
    const sent = new Map<string, number>();
    const acknowledged = new Map<string, number>();
    const send = async (id: string, key: string) => {
      sent.set(id, performance.now());
      await producer.send({ topic, acks: -1, messages: [{ key, value: Buffer.alloc(recordBytes), headers: { id } }] });
      acknowledged.set(id, performance.now());
    };
    await eventually(
      async () => {
        await send('warm', 'warm');
        return heard.has('warm');
      },
      Boolean,
      20_000,
    );
    sent.clear();
    acknowledged.clear();
    const calls: Promise<void>[] = [];
    const began = performance.now();
    for (let n = 0; n < seconds * rate; n++) {
      const wait = began + (n * 1_000) / rate - performance.now();
      if (wait > 1) await delay(wait);
      calls.push(send(String(n), `user ${n % 4}`));
    }
    const last = performance.now();
    await Promise.all(calls);
    await eventually(async () => [...sent.keys()].every((id) => heard.has(id)), Boolean, 20_000);
    const since = (times: ReadonlyMap<string, number>) =>
      [...times].map(([id, at]) => (heard.get(id) ?? Number.NaN) - at);
    const lateMs = Math.max(0, ...[...sent.keys()].map((id) => (heard.get(id) ?? 0) - last));
    return { acknowledged: since(acknowledged), sent: since(sent), failed: 0, lateMs };
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
  }
}
