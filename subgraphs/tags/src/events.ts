import { type Consumer, onceOn } from '@rondo/platform/consumer.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { TagEntity } from './entities.ts';

export const consumers: Consumer[] = [
  {
    topic: Topic.TASK_EVENTS,
    handlers: [
      onceOn(UserDeleted, async ({ em }, event) => {
        await em.nativeDelete(TagEntity, { ownerId: event.data.userId });
      }),
    ],
  },
];
