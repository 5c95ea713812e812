import { createHash } from 'node:crypto';
import type { Actor, FieldChange } from '@rondo/schema/events/envelope.ts';
import canonicalize from 'canonicalize';

/** What of an entry goes into its hash; docs/activity-chain.md is its specification. */
export interface HashedEntry {
  /** The hash of the entry before; null for a user's first. */
  previousHash: string | null;
  sequence: number;
  /** The event's id. */
  id: string;
  type: string;
  subjectId: string;
  actor: Actor;
  /** RFC 3339, UTC, milliseconds. */
  at: string;
  changes: readonly FieldChange[];
}

/** SHA-256, in lower-case hexadecimal, of the entry's canonical JSON (RFC 8785). Throws where it holds a lone surrogate. */
export function hashEntry(entry: HashedEntry): string {
  const { previousHash, sequence, id, type, subjectId, actor, at, changes } = entry;
  const hashed = {
    ...{ previousHash, sequence, id, type, subjectId, at },
    actor: namedActor(actor),
    changes: namedChanges(changes),
  };
  return createHash('sha256')
    .update(canonicalize(hashed) ?? '')
    .digest('hex');
}

/**
 * The canonical JSON of an entry whose place in its chain is not known yet: what stands before its `previousHash`, and after its `sequence`, which
 * are neighbours in the order of RFC 8785. Throws where it holds a lone surrogate.
 */
export function aroundPlace(entry: Omit<HashedEntry, 'previousHash' | 'sequence'>): { before: string; after: string } {
  const { id, type, subjectId, actor, at, changes } = entry;
  const before = canonicalize({ actor: namedActor(actor), at, changes: namedChanges(changes), id }) ?? '';
  const after = canonicalize({ subjectId, type }) ?? '';
  return { before: `${before.slice(0, -1)},"previousHash":`, after: `,${after.slice(1)}` };
}

const namedActor = ({ kind, id, name }: Actor) => ({ kind, id, name });
const namedChanges = (changes: readonly FieldChange[]) => changes.map(({ field, from, to }) => ({ field, from, to }));

/** Where a chain ends: its last entry, or nothing yet. */
export interface ChainEnd {
  sequence: number;
  hash: string | null;
}

export const emptyChain: ChainEnd = { sequence: 0, hash: null };

/** What is wrong with an entry as the one that follows `end`, in a sentence; null where nothing is. */
export function findFault(end: ChainEnd, entry: HashedEntry & { hash: string }): string | null {
  const expected = end.sequence + 1;
  if (entry.sequence !== expected) {
    const missing =
      entry.sequence === expected + 1 ? `entry ${expected}` : `entries ${expected} to ${entry.sequence - 1}`;
    return `${missing} before it ${missing.startsWith('entry') ? 'is' : 'are'} missing`;
  }
  if (entry.previousHash !== end.hash) {
    return `its previousHash is ${entry.previousHash}, but the entry before it has the hash ${end.hash}`;
  }
  const hash = hashEntry(entry);
  return entry.hash === hash ? null : `its hash is ${entry.hash}, but its contents give ${hash}: it was changed`;
}
