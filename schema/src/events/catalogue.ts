import type { EventType } from './define.ts';
import { importEvents } from './import.ts';
import { messageEvents } from './message.ts';
import { notificationEvents } from './notification.ts';
import { reminderEvents } from './reminder.ts';
import { seriesEvents } from './series.ts';
import { tagEvents } from './tag.ts';
import { taskEvents } from './task.ts';
import { userEvents } from './user.ts';

/** Every event type there is. */
export const eventCatalogue: readonly EventType[] = [
  ...taskEvents,
  ...tagEvents,
  ...seriesEvents,
  ...reminderEvents,
  ...notificationEvents,
  ...userEvents,
  ...messageEvents,
  ...importEvents,
];
