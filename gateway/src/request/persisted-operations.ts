import { createHash } from 'node:crypto';
import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { LRUCache } from 'lru-cache';
import { type Documents, isRefused } from './documents.ts';
import { notListed, type Safelist } from './safelist.ts';

/** What of a request says which operation is meant. */
export interface GivenOperation {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/** Characters of texts that are kept; the client sends one again that has been let go of. */
const KEPT_TEXT = 4 * 1_024 * 1_024;
const LONGEST_KEPT = 64 * 1_024;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Operations that clients name by the hash of their text: Apollo's automatic persisted queries, where the text comes
 * with the hash once and is kept, if it is valid; or, with a safelist, those of its manifest and no others.
 */
export class PersistedOperations {
  readonly #documents: Documents;
  readonly #safelist: Safelist | undefined;
  readonly #texts = new LRUCache<string, string>({
    maxSize: KEPT_TEXT,
    maxEntrySize: LONGEST_KEPT,
    sizeCalculation: (text) => text.length + 1,
  });

  constructor(documents: Documents, safelist?: Safelist) {
    this.#documents = documents;
    this.#safelist = safelist;
  }

  /** Whether a request names its operation by a hash. */
  isPersisted({ extensions }: GivenOperation): boolean {
    return isRecord(extensions) && (extensions.persistedQuery ?? null) !== null;
  }

  /**
   * The text of the operation that a request means; undefined where it says none.
   *
   * @throws RondoError PERSISTED_QUERY_NOT_FOUND (message `PersistedQueryNotFound`, by which clients know to send the
   * text as well), QUERY_NOT_IN_SAFELIST, BAD_USER_INPUT where hash and text do not belong together
   */
  textOf({ query, extensions }: GivenOperation): string | undefined {
    // Over WebSocket the protocol requires a query, which is empty beside a hash.
    const text = typeof query === 'string' && query !== '' ? query : undefined;
    if (!isRecord(extensions) || (extensions.persistedQuery ?? null) === null) return text;
    if (!isRecord(extensions.persistedQuery)) throw refused('Expected an object as extensions.persistedQuery.');
    const { version, sha256Hash } = extensions.persistedQuery;
    if (version !== 1) throw refused('Unsupported persisted query version: expected 1.');
    if (typeof sha256Hash !== 'string') throw refused('Expected extensions.persistedQuery.sha256Hash.');
    return this.#safelist ? this.#listed(this.#safelist, sha256Hash, text) : this.#kept(sha256Hash, text);
  }

  #listed(safelist: Safelist, id: string, text: string | undefined): string {
    // With a text, the text counts: whether it is listed is found out where all texts are prepared.
    const found = text ?? safelist.textOf(id);
    if (found === undefined) throw notListed();
    return found;
  }

  #kept(hash: string, text: string | undefined): string {
    const sha256 = hash.toLowerCase();
    if (!SHA256.test(sha256)) throw refused('Expected a SHA-256 hash of 64 hexadecimal digits.');
    if (text === undefined) {
      const kept = this.#texts.get(sha256);
      if (kept === undefined) throw new RondoError(ErrorCode.PERSISTED_QUERY_NOT_FOUND, 'PersistedQueryNotFound');
      return kept;
    }
    if (createHash('sha256').update(text).digest('hex') !== sha256) throw refused('The hash is not that of the query.');
    // Refusals would keep what they refuse.
    if (!isRefused(this.#documents.prepareText(text))) this.#texts.set(sha256, text);
    return text;
  }
}

function refused(message: string): RondoError {
  return new RondoError(ErrorCode.BAD_USER_INPUT, message, { argument: 'extensions.persistedQuery' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
