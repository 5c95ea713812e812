import { type CloudEvent, envelopeSchema } from '@rondo/schema/events/envelope.ts';
import type { KafkaMessage } from 'kafkajs';
import type { Logger } from '../log.ts';
import type { Positions, Tail, TailedEvent, TailOptions } from '../platform.ts';
import type { KafkaLog } from './kafka-log.ts';
import { expiry, RecordReader } from './record-reader.ts';

/** Starts reading a topic of Kafka; where `from` says head, from the head of this moment on. */
export async function openTail(options: TailOptions, source: KafkaLog, log: Logger): Promise<Tail> {
  const { topic, from } = options;
  const bounds = await source.bounds(topic);
  const positions = new Map<number, bigint>();
  for (const partition of options.partitions ?? bounds.keys()) {
    const { low, head } = bounds.get(partition) ?? { low: 0n, head: 0n };
    const position = from === 'beginning' ? low : from === 'head' ? head : (from.get(partition) ?? head);
    if (position < low || position > head) return expired(options, partition, position);
    positions.set(partition, position);
  }
  const reader = new RecordReader(source, {
    topic,
    positions,
    log,
    onRecords: async (partition, records) => {
      const events = records.flatMap((record) => tailed(partition, record, topic, log));
      if (events.length > 0) await options.onBatch(events);
    },
    onError: (error) => options.onError(error),
  });
  try {
    await reader.start();
  } catch (error) {
    await reader[Symbol.asyncDispose]();
    throw error;
  }
  return reader;
}

/** It can't start, which its reader is told as it would be told later. */
function expired(options: TailOptions, partition: number, position: bigint | Positions): Tail {
  let disposed = false;
  queueMicrotask(() => {
    if (!disposed) options.onError(expiry(options.topic, partition, BigInt(String(position))));
  });
  return {
    pause() {},
    resume() {},
    async [Symbol.asyncDispose]() {
      disposed = true;
    },
  };
}

/** Nothing of what is no CloudEvent: a reader could do nothing about it, and must not be stopped by it. */
function tailed(partition: number, { offset, value }: KafkaMessage, topic: string, log: Logger): TailedEvent[] {
  try {
    const event = envelopeSchema.parse(JSON.parse(String(value))) as CloudEvent;
    return [{ partition, offset: BigInt(offset), event, bytes: value?.byteLength ?? 0 }];
  } catch {
    log.error({ topic, partition, offset }, 'the log holds what is no CloudEvent; readers pass over it');
    return [];
  }
}
