import { ECDH } from 'node:crypto';
import { badInput } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation, OperationRunner } from '@rondo/platform/operation.ts';
import type { Outbound } from '@rondo/platform/outbound.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { newId } from '@rondo/schema/ids.ts';
import { PushSubscriptionEntity } from './entities.ts';

/** A browser's push subscription (Push API, `PushSubscriptionJSON`). */
export interface SubscriptionInput {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Of one user. */
const maximumSubscriptions = 20;
const maximumEndpoint = 2_000;

/**
 * Registers a browser; again with other keys where it is known. It belongs to whoever signed in last on it, so that their
 * predecessor's reminders don't pop up there. Returns the registration's id.
 */
export async function registerPushSubscription(
  context: ServiceContext,
  { outbound, asSystem }: { outbound: Outbound; asSystem: OperationRunner },
  { endpoint, p256dh, auth }: SubscriptionInput,
): Promise<string> {
  await outbound.check('endpoint', endpoint);
  const keys = { p256dh: readPoint(p256dh), auth: readSecret(auth) };
  const id = await context.write((operation) => register(operation, endpoint, keys));
  await asSystem(({ em }) =>
    em.nativeDelete(PushSubscriptionEntity, { endpoint, ownerId: { $ne: context.principal.userId } }),
  );
  return id;
}

async function register(operation: Operation, endpoint: string, keys: { p256dh: string; auth: string }) {
  const { em, principal, now } = operation;
  const others = await em.count(PushSubscriptionEntity, { ownerId: principal.userId, endpoint: { $ne: endpoint } });
  if (others >= maximumSubscriptions) {
    throw badInput(
      'endpoint',
      `You have ${maximumSubscriptions} browsers registered, which is the limit. Remove one first.`,
    );
  }
  const rows = await queryRows<{ id: string }>(
    em,
    `insert into notifications.push_subscription (id, owner_id, endpoint, p256dh, auth, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (owner_id, endpoint) do update set p256dh = excluded.p256dh, auth = excluded.auth
     returning id`,
    [newId('push'), principal.userId, endpoint, keys.p256dh, keys.auth, now],
  );
  const [row] = rows;
  if (!row) throw new Error('The registration was not written.');
  return row.id;
}

/** Returns whether there was one. */
export async function removePushSubscription({ em, principal }: Operation, given: string): Promise<boolean> {
  const endpoint = cleanText('endpoint', given, { maximum: maximumEndpoint, blank: true });
  return (await em.nativeDelete(PushSubscriptionEntity, { ownerId: principal.userId, endpoint })) > 0;
}

/** RFC 8291 §3.1. Conversion fails for what is no point of the curve. */
function readPoint(given: string): string {
  try {
    const bytes = readBase64Url(given);
    ECDH.convertKey(bytes, 'prime256v1');
    if (bytes.length === 65) return bytes.toString('base64url');
  } catch {
    // Said below.
  }
  throw badInput(
    'p256dh',
    'Expected an uncompressed P-256 point: 65 bytes, base64url, as PushSubscription.toJSON() has it.',
  );
}

/** RFC 8291 §3.2. */
function readSecret(given: string): string {
  const bytes = readBase64Url(given);
  if (bytes.length === 16) return bytes.toString('base64url');
  throw badInput('auth', 'Expected 16 bytes, base64url, as PushSubscription.toJSON() has them.');
}

function readBase64Url(given: string): Buffer {
  return /^[\w-]+={0,2}$/.test(given) ? Buffer.from(given, 'base64url') : Buffer.alloc(0);
}
