import type { Operation } from '@rondo/platform/operation.ts';
import { PermanentFailure } from '@rondo/platform/platform.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { actorOf, type CloudEvent, type FieldChange, fieldChangeSchema } from '@rondo/schema/events/envelope.ts';
import { NotificationCreated, NotificationRead, notificationStateSchema } from '@rondo/schema/events/notification.ts';
import { z } from 'zod';
import { aroundPlace } from './chain.ts';

/**
 * Records an event as the next entry of its owner's chain, once, however often it comes. Not for an owner whose account is gone.
 * Throws a PermanentFailure for an event that no entry can be made of.
 *
 * One statement, in which the database makes the entry's hash of the chain's end and of the rest, which is prepared here: whoever appends to
 * one chain waits for the others by its row, and the end is what they have left. Were the same event recorded twice at the same moment, the entry's
 * unique id would undo the second.
 */
export async function recordEvent({ em }: Operation, event: CloudEvent): Promise<void> {
  const { entry, before, after } = entryOf(event);
  const hashOf = (previousHash: string, sequence: string) =>
    `encode(sha256(convert_to($1 || ${previousHash} || ',"sequence":' || ${sequence} || $2, 'UTF8')), 'hex')`;
  await queryRows(
    em,
    `with chained as (
       insert into activity.chain as c (owner_id, sequence, hash) values ($3, 1, ${hashOf(`'null'`, `'1'`)})
       on conflict (owner_id) do update
         set sequence = c.sequence + 1, hash = ${hashOf(`coalesce('"' || c.hash || '"', 'null')`, '(c.sequence + 1)::text')}
         where not c.closed and not exists (select from activity.entry where id = $4)
       returning new.sequence, new.hash, old.hash as previous_hash
     )
     insert into activity.entry
       (owner_id, sequence, hash, previous_hash, id, type, subject_id, actor_kind, actor_id, actor_name, at, changes)
     select $3, sequence, hash, previous_hash, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11::json from chained`,
    [
      ...[before, after, event.partitionkey, entry.id, entry.type, entry.subjectId],
      ...[entry.actor.kind, entry.actor.id, entry.actor.name, entry.at, JSON.stringify(entry.changes)],
    ],
  );
}

/** What there is to say of an event, and its canonical JSON around its place in the chain. */
function entryOf(event: CloudEvent) {
  try {
    const entry = {
      id: event.id,
      type: event.type,
      subjectId: event.subject,
      actor: actorOf(event),
      at: new Date(event.time).toISOString(),
      changes: changesOf(event),
    };
    return { entry, ...aroundPlace(entry) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PermanentFailure(`${event.type} ${event.id} can't be recorded: ${reason}`);
  }
}

const dataSchema = z.object({ changes: z.array(fieldChangeSchema) });
const notificationSchema = z.object({ notification: notificationStateSchema });

/** The fields that the event says have changed. Of a notification, which it does not say it of, those that the event is about. */
function changesOf(event: CloudEvent): FieldChange[] {
  switch (event.type) {
    case NotificationCreated.type: {
      const { title, body } = notificationSchema.parse(event.data).notification;
      return [
        { field: 'title', from: null, to: title },
        { field: 'body', from: null, to: body },
      ];
    }
    case NotificationRead.type:
      return [{ field: 'readAt', from: null, to: notificationSchema.parse(event.data).notification.readAt }];
    default:
      return dataSchema.parse(event.data).changes;
  }
}

/** Removes all of the principal's entries and closes the chain: the account is gone. */
export async function eraseChain({ em, principal }: Operation): Promise<void> {
  await queryRows(
    em,
    `insert into activity.chain (owner_id, sequence, hash, closed) values ($1, 0, null, true)
     on conflict (owner_id) do update set sequence = 0, hash = null, closed = true`,
    [principal.userId],
  );
  await queryRows(em, 'select activity.erase_entries()');
}
