import type { Kafka } from 'kafkajs';
import type { Logger } from '../log.ts';
import type { DeadLetters } from '../platform.ts';
import { KafkaDeadLetters } from './dead-letters.ts';
import { KafkaLog } from './kafka-log.ts';

/** The dead letters of a cluster, for an operator's command: needs Kafka only, no sidecar. */
export function openDeadLetters(kafka: Kafka, log: Logger): DeadLetters & AsyncDisposable {
  const source = new KafkaLog(kafka);
  const letters = new KafkaDeadLetters(source, log);
  return {
    list: (topic, options) => letters.list(topic, options),
    redrive: (topic, options) => letters.redrive(topic, options),
    async [Symbol.asyncDispose]() {
      await letters[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  };
}
