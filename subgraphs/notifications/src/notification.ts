import type { EntityDictionary } from '@mikro-orm/core';
import { type Connection, fetchPage, type PageArguments } from '@rondo/platform/connection.ts';
import { badInput, notFound } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { NotificationRead, type NotificationState } from '@rondo/schema/events/notification.ts';
import { isId } from '@rondo/schema/ids.ts';
import { type Notification, NotificationEntity } from './entities.ts';
import type { NotificationConnection } from './mappers.ts';

/** Marked as read in one transaction. */
const batchSize = 500;

/** The principal's notifications, newest first. */
export async function listNotifications(
  context: ServiceContext,
  { unreadOnly, ...page }: PageArguments & { unreadOnly?: boolean | null },
): Promise<NotificationConnection> {
  const connection: Connection<Notification> = await fetchPage<EntityDictionary<Notification>, Notification>(
    context,
    {
      select: 'notification.*',
      from: 'notifications.notification notification',
      // The owner is named for the index; row-level security alone would have every row looked at.
      where: `notification.owner_id = $1${unreadOnly ? ' and notification.read_at is null' : ''}`,
      params: [context.principal.userId],
      order: [
        { sql: 'notification.created_at', type: 'timestamptz', descending: true },
        { sql: 'notification.id', type: 'text', descending: true },
      ],
    },
    page,
    (row, em) => em.map(NotificationEntity, row),
  );
  const unreadCount = () =>
    context.read(({ em }) => em.count(NotificationEntity, { ownerId: context.principal.userId, readAt: null }));
  return { ...connection, unreadCount };
}

/** Marks notifications as read: either some, or all. Returns how many became read. */
export async function markNotificationsRead(
  context: ServiceContext,
  { ids, all }: { ids?: readonly string[] | null; all?: boolean | null },
): Promise<number> {
  if ((ids != null) === (all === true)) {
    throw badInput('ids', 'Expected exactly one of `ids` and `all: true`.');
  }
  if (ids == null) return markAllRead(context);
  if (ids.length > batchSize) throw badInput('ids', `Expected at most ${batchSize} ids, got ${ids.length}.`);
  return context.write((operation) => markRead(operation, ids));
}

async function markRead(operation: Operation, ids: readonly string[]): Promise<number> {
  const { em, principal } = operation;
  const rows = await queryRows<{ id: string }>(em, 'select id from notifications.notification where id = any($1)', [
    ids.filter((id) => isId('notification', id)),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0) throw notFound(`ids.${missing}`, 'notification', ids[missing] ?? '');
  return becomeRead(operation, 'id = any($3)', [principal.userId, [...known]]);
}

/** In several transactions, so that none holds up others for long: one more notification is no harm. */
async function markAllRead(context: ServiceContext): Promise<number> {
  const { userId } = context.principal;
  const next = `id in (
    select id from notifications.notification where owner_id = $2 and read_at is null
    order by created_at desc, id desc limit ${batchSize} for update)`;
  let total = 0;
  for (;;) {
    const marked = await context.write((operation) => becomeRead(operation, next, [userId]));
    total += marked;
    if (marked < batchSize) return total;
  }
}

/** `params` from $2 on; $1 is the instant. */
async function becomeRead(operation: Operation, where: string, params: readonly unknown[]): Promise<number> {
  const { em, now } = operation;
  const rows = await queryRows<EntityDictionary<Notification>>(
    em,
    `update notifications.notification set read_at = $1 where owner_id = $2 and read_at is null and ${where} returning *`,
    [now, ...params],
  );
  for (const row of rows) {
    const notification = em.map(NotificationEntity, row);
    operation.emit(NotificationRead, notification.id, { notification: stateOf(notification) });
  }
  return rows.length;
}

export function stateOf(notification: Notification): NotificationState {
  return {
    id: notification.id,
    ownerId: notification.ownerId,
    title: notification.title,
    body: notification.body,
    taskId: notification.taskId ?? null,
    readAt: notification.readAt?.toISOString() ?? null,
    createdAt: notification.createdAt.toISOString(),
  };
}
