import { createHash } from 'node:crypto';
import type { IdPrefix } from '@rondo/schema/ids.ts';
import { TypeID } from 'typeid-js';

/**
 * The id that what a user imports gets: the same each time, so that a file that is imported again makes nothing twice, and
 * another for another user. A UUIDv7 whose time is 1970 and whose random bits are those of SHA-256.
 *
 * @param source tells it from all else that the user imports
 */
export function importedId(prefix: IdPrefix, userId: string, source: string): string {
  const bytes = createHash('sha256').update(`${userId}\0${source}`).digest().subarray(0, 16);
  bytes.fill(0, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return TypeID.fromUUIDBytes(prefix, bytes).toString();
}

/** Names records that have no id by what they say; those that say the same by their order. */
export class ContentNames {
  readonly #seen = new Map<string, number>();

  nameOf(content: unknown): string {
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
    const count = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, count + 1);
    return `${hash} ${count}`;
  }
}
