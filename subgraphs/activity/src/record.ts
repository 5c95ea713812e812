import type { Operation } from '@rondo/platform/operation.ts';
import { PermanentFailure } from '@rondo/platform/platform.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { actorOf, type CloudEvent, type FieldChange, fieldChangeSchema } from '@rondo/schema/events/envelope.ts';
import { NotificationCreated, NotificationRead, notificationStateSchema } from '@rondo/schema/events/notification.ts';
import { z } from 'zod';
import { emptyChain, type HashedEntry, hashEntry } from './chain.ts';

interface Head {
  sequence: number;
  hash: string | null;
  closed: boolean;
  /** Whether the event is in the chain already. */
  recorded: boolean;
}

/**
 * Records an event as the next entry of its owner's chain, once, however often it comes. Not for an owner whose account is gone.
 * Throws a PermanentFailure for an event that no entry can be made of.
 */
export async function recordEvent({ em }: Operation, event: CloudEvent): Promise<void> {
  const owner = event.partitionkey;
  const head = await lockHead({ em }, owner, event.id);
  if (head.closed || head.recorded) return;
  const entry = entryOf(event, head);
  await queryRows(
    em,
    `with chained as (update activity.chain set sequence = $2, hash = $3 where owner_id = $1)
     insert into activity.entry
       (owner_id, sequence, hash, previous_hash, id, type, subject_id, actor_kind, actor_id, actor_name, at, changes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[owner, entry.sequence, entry.hash, entry.previousHash, entry.id, entry.type, entry.subjectId],
      ...[entry.actor.kind, entry.actor.id, entry.actor.name, entry.at, JSON.stringify(entry.changes)],
    ],
  );
}

/** The end of the owner's chain, which nobody else can move until this transaction has ended. */
async function lockHead({ em }: Pick<Operation, 'em'>, owner: string, eventId: string): Promise<Head> {
  const lock = () =>
    queryRows<Head>(
      em,
      `select sequence, hash, closed, exists (select from activity.entry where id = $2) as recorded
       from activity.chain where owner_id = $1 for update`,
      [owner, eventId],
    );
  const [head] = await lock();
  if (head) return head;
  await queryRows(em, 'insert into activity.chain (owner_id, sequence) values ($1, 0) on conflict do nothing', [owner]);
  const [begun] = await lock();
  return begun ?? { ...emptyChain, closed: false, recorded: false };
}

function entryOf(event: CloudEvent, head: Head): HashedEntry & { hash: string } {
  try {
    const entry: HashedEntry = {
      previousHash: head.hash,
      sequence: head.sequence + 1,
      id: event.id,
      type: event.type,
      subjectId: event.subject,
      actor: actorOf(event),
      at: new Date(event.time).toISOString(),
      changes: changesOf(event),
    };
    return { ...entry, hash: hashEntry(entry) };
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
