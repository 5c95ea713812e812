import { badInput } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { lockUser } from './profile.ts';

/**
 * Removes the principal's account: sessions and credentials with it at once, what other services hold by the event.
 * `confirmEmail` is the account's address, case ignored.
 */
export async function deleteAccount(operation: Operation, input: { confirmEmail: string }): Promise<true> {
  const user = await lockUser(operation);
  if (input.confirmEmail.trim().toLowerCase() !== user.email) {
    throw badInput('confirmEmail', "Expected your account's own e-mail address, as `viewer { email }` shows it.");
  }
  const { em } = operation;
  await queryRows(em, 'delete from accounts.verification where user_id = $1', [user.id]);
  // Sessions and credentials go with the row that they refer to.
  await queryRows(em, 'delete from accounts."user" where id = $1', [user.id]);
  operation.emit(UserDeleted, user.id, { userId: user.id });
  return true;
}
