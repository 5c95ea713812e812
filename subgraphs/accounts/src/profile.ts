import { LockMode } from '@mikro-orm/core';
import { badInput, RondoError } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import { type UserState, UserUpdated } from '@rondo/schema/events/user.ts';
import { type User, UserEntity } from './entities.ts';

export interface ProfileInput {
  name?: string | null;
  /** As the scalar TimeZone gives it: an IANA name that exists. */
  timeZone?: string | null;
  locale?: string | null;
}

const maximumNameLength = 100;
const maximumLocaleLength = 35;

/** Changes what is given of the principal's profile; null or absent leaves a field as it is. */
export async function updateProfile(operation: Operation, input: ProfileInput): Promise<User> {
  const user = await lockUser(operation);
  const before = userState(user);
  operation.em.assign(user, {
    name: input.name == null ? user.name : cleanName('input.name', input.name),
    timeZone: input.timeZone ?? user.timeZone,
    locale: input.locale == null ? user.locale : cleanLocale('input.locale', input.locale),
  });
  const after = userState(user);
  const changes = profileChanges(before, after);
  if (changes.length === 0) return user;
  user.updatedAt = operation.now;
  operation.emit(UserUpdated, user.id, { user: after, changes });
  return user;
}

export async function lockUser({ em, principal }: Operation): Promise<User> {
  const { userId } = principal;
  const user = await em.findOne(UserEntity, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  // It was deleted a moment ago, by another request.
  if (!user) throw new RondoError(ErrorCode.UNAUTHENTICATED, 'This account is gone. Sign in to another.');
  return user;
}

/** 1 to 100 characters. Throws BAD_USER_INPUT. */
export function cleanName(argument: string, given: string): string {
  return cleanText(argument, given, { maximum: maximumNameLength, blank: false });
}

/** A language tag (BCP 47, RFC 5646) in its canonical form: `de-at` is `de-AT`. Throws BAD_USER_INPUT. */
export function cleanLocale(argument: string, given: string): string {
  try {
    const [locale] = given.length <= maximumLocaleLength ? Intl.getCanonicalLocales(given) : [];
    if (locale) return locale;
  } catch {
    // Said below.
  }
  throw badInput(argument, `Expected a language tag such as en or de-AT, got ${given.slice(0, 40)}.`);
}

export function userState(user: Omit<UserState, 'createdAt'> & { createdAt: Date }): UserState {
  const { id, name, timeZone, locale, anonymous, createdAt } = user;
  return { id, name, timeZone, locale, anonymous, createdAt: createdAt.toISOString() };
}

/** No e-mail address, as events hold none. `before` is null for a new user. */
export function profileChanges(before: UserState | null, after: UserState): FieldChange[] {
  return (['name', 'timeZone', 'locale', 'anonymous'] as const)
    .map((field) => ({ field, from: before?.[field] ?? null, to: after[field] }))
    .filter(({ from, to }) => from !== to);
}
