import { type CloudEvent, envelopeSchema } from '@rondo/schema/events/envelope.ts';
import { z } from 'zod';
import type { DeadLetter } from '../platform.ts';

/** Why an event was given up. */
export interface Failure {
  attempts: number;
  reason: string;
}

const reasonLength = 1_000;

/** A dead letter is its event with three extension attributes more, which any broker keeps. */
const letterSchema = envelopeSchema.extend({
  deadletterattempts: z.int(),
  deadletterreason: z.string(),
  deadlettertime: z.string(),
});

export function toDeadLetter(event: CloudEvent, { attempts, reason }: Failure): CloudEvent {
  return {
    ...event,
    deadletterattempts: attempts,
    deadletterreason: reason.slice(0, reasonLength),
    deadlettertime: new Date().toISOString(),
  } as CloudEvent;
}

/** What a sidecar gave up itself carries no reason, and what is no CloudEvent at all is shown as the data of one. */
export function fromDeadLetter(
  value: Buffer,
  { topic, group, position, at }: { topic: string; group: string; position: string; at: Date },
): DeadLetter {
  const json = parseJson(value);
  const letter = letterSchema.safeParse(json);
  if (letter.success) {
    const { deadletterattempts: attempts, deadletterreason: reason, deadlettertime, ...event } = letter.data;
    return { topic, group, event: event as CloudEvent, attempts, reason, failedAt: new Date(deadlettertime) };
  }
  const event = envelopeSchema.safeParse(json);
  return {
    topic,
    group,
    event: event.success ? (event.data as CloudEvent) : undecodable(value, topic, position, at),
    attempts: 1,
    reason: event.success ? 'The sidecar could not deliver it.' : 'It is not a CloudEvent.',
    failedAt: at,
  };
}

function undecodable(value: Buffer, topic: string, position: string, at: Date): CloudEvent {
  return {
    specversion: '1.0',
    id: `${topic}/${position}`,
    source: `/topics/${topic}`,
    type: 'undecodable',
    subject: position,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: '',
    actorkind: 'SYSTEM',
    data: { base64: value.toString('base64') },
  };
}

function parseJson(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return null;
  }
}
