import type { EventType } from '@rondo/schema/events/define.ts';
import type { CloudEvent, FieldChange } from '@rondo/schema/events/envelope.ts';
import { TaskUpdated } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';

/** An event as another service emits it; of its data, what activity looks at. */
export function eventOf(
  owner: string,
  details: { type?: EventType; changes?: FieldChange[]; data?: unknown } & Partial<
    Omit<CloudEvent, 'type' | 'data'>
  > = {},
): CloudEvent {
  const { type = TaskUpdated, changes = [{ field: 'title', from: 'Milk', to: 'Oat milk' }], ...rest } = details;
  return {
    specversion: '1.0',
    id: newId('event'),
    source: '/rondo/tasks',
    subject: newId('task'),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: owner,
    actorkind: 'USER',
    data: { changes },
    ...rest,
    type: type.type,
  };
}
