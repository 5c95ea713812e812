import { type Consumer, type EventHandler, on } from '@rondo/platform/consumer.ts';
import { eventCatalogue } from '@rondo/schema/events/catalogue.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { eraseChain, recordEvent } from './record.ts';

/** Every fact of a user's is recorded; commands (reminder.due.v1) are none. */
export const recordedTypes: readonly string[] = eventCatalogue
  .filter(({ type, topics }) => topics.includes(Topic.TASK_EVENTS) && type !== UserDeleted.type)
  .map(({ type }) => type);

// Neither checks the whole of an event's data, of which it needs but the changes, nor keeps an inbox: the entry's id is unique.
const recording: EventHandler[] = recordedTypes.map((type) => ({
  type,
  handle: (delivery, event) => delivery.write((operation) => recordEvent(operation, event)),
}));

export const consumers: Consumer[] = [
  {
    topic: Topic.TASK_EVENTS,
    handlers: [...recording, on(UserDeleted, (delivery) => delivery.write(eraseChain))],
    // Close to a minute: a gap in a history can't be filled in its place.
    retry: { attempts: 17, delayMs: 50, maxDelayMs: 5_000 },
  },
];
