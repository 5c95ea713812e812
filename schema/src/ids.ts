import { typeidUnboxed } from 'typeid-js';

/**
 * The kinds of object that have an id of their own. An id is a TypeID 0.3: `<prefix>_` and a UUIDv7 as 26 lower-case
 * Crockford base32 characters, so ids sort by the time they were made.
 */
export const idPrefixes = [
  'task',
  'tag',
  'filter',
  'series',
  'reminder',
  'notification',
  'push',
  'event',
  'user',
  'token',
  'webhook',
  'job',
  'feed',
  'conversation',
  'message',
  'action',
] as const;

export type IdPrefix = (typeof idPrefixes)[number];

/** A new id; in one process, later calls sort after earlier ones. */
export function newId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix);
}

// RFC 9562 §5.7: version 7 and variant 10 stand at fixed bits, which in base32 are the 11th and the 14th character.
const uuidV7 = /^[0-7][0-9a-hjkmnp-tv-z]{9}[ef][0-9a-hjkmnp-tv-z]{2}[89abrstv][0-9a-hjkmnp-tv-z]{12}$/;

/** Whether `value` is a well-formed id of that kind: right prefix, 26 characters, a UUID of version 7. */
export function isId(prefix: IdPrefix, value: string): boolean {
  return value.startsWith(`${prefix}_`) && uuidV7.test(value.slice(prefix.length + 1));
}

/** The kind that an id names by its prefix, or null where it is no id of ours. */
export function prefixOf(value: string): IdPrefix | null {
  const prefix = idPrefixes.find((candidate) => value.startsWith(`${candidate}_`));
  return prefix && isId(prefix, value) ? prefix : null;
}
