import { type Consumer, onceOn } from '@rondo/platform/consumer.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { ActionEntity, ConversationEntity, MessageEntity } from './entities.ts';

export const consumers: Consumer[] = [
  {
    topic: Topic.TASK_EVENTS,
    handlers: [
      onceOn(UserDeleted, async ({ em }, event) => {
        const ofUser = { ownerId: event.data.userId };
        await em.nativeDelete(ActionEntity, ofUser);
        await em.nativeDelete(MessageEntity, ofUser);
        await em.nativeDelete(ConversationEntity, ofUser);
      }),
    ],
  },
];
