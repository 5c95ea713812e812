import type { z } from 'zod';
import type { Topic } from '../topics.ts';
import type { CloudEvent } from './envelope.ts';

/** What an event type is: its versioned name, the shape of its data, and the topics that it goes to. */
export interface EventType<Data = unknown> {
  readonly type: string;
  readonly data: z.ZodType<Data>;
  readonly topics: readonly Topic[];
}

export function defineEvent<Data>(type: string, data: z.ZodType<Data>, topics: readonly Topic[]): EventType<Data> {
  return { type, data, topics };
}

/** Narrows an event to a type of ours, checking its data. Null where it is of another type; throws a ZodError where its data is malformed. */
export function readEvent<Data>(eventType: EventType<Data>, event: CloudEvent): CloudEvent<Data> | null {
  return event.type === eventType.type ? { ...event, data: eventType.data.parse(event.data) } : null;
}
