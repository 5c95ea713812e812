import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { aroundPlace, emptyChain, findFault, type HashedEntry, hashEntry } from './chain.ts';

/** The example of docs/activity-chain.md. */
const example: HashedEntry = {
  previousHash: null,
  sequence: 1,
  id: 'event_01k3v6y8z9f4qrr2s5t7w1x3yz',
  type: 'task.updated.v1',
  subjectId: 'task_01k3v6y8z9f4qrr2s5t7w1x3ya',
  actor: { kind: 'USER', id: null, name: null },
  at: '2026-03-29T00:30:00.000Z',
  changes: [{ field: 'title', from: 'Buy milk', to: 'Buy €2 oat milk' }],
};

const canonical =
  '{"actor":{"id":null,"kind":"USER","name":null},"at":"2026-03-29T00:30:00.000Z",' +
  '"changes":[{"field":"title","from":"Buy milk","to":"Buy €2 oat milk"}],"id":"event_01k3v6y8z9f4qrr2s5t7w1x3yz",' +
  '"previousHash":null,"sequence":1,"subjectId":"task_01k3v6y8z9f4qrr2s5t7w1x3ya","type":"task.updated.v1"}';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('the hash of an entry', () => {
  test('is that of its canonical JSON, as it is documented', () => {
    expect(hashEntry(example)).toBe(sha256(canonical));
    expect(hashEntry(example)).toBe('efdedf6f1e2fb1b56e236f19b8bb27791d93bb5e53d90659a33b5c777a402ebc');
  });

  test('is that of what stands around its place in the chain, with the place put in', () => {
    const awkward: HashedEntry = {
      ...example,
      actor: { kind: 'USER', id: null, name: '"},{"previousHash":' },
      subjectId: '{"sequence":',
    };
    for (const entry of [example, awkward]) {
      const { before, after } = aroundPlace(entry);
      expect(sha256(`${before}null,"sequence":1${after}`)).toBe(hashEntry(entry));
      const previousHash = 'f'.repeat(64);
      expect(sha256(`${before}"${previousHash}","sequence":42${after}`)).toBe(
        hashEntry({ ...entry, previousHash, sequence: 42 }),
      );
    }
    expect(() => aroundPlace({ ...example, type: 'lone \ud800' })).toThrow(/surrogate/);
  });

  test('does not hang on the order of keys, nor on what else an object carries', () => {
    const due = { date: '2026-03-29', time: null, timeZone: 'UTC', floating: false, at: '2026-03-29T00:00:00.000Z' };
    const reordered = Object.fromEntries(Object.entries(due).toReversed());
    const [one, other] = [due, reordered].map((to) =>
      hashEntry({ ...example, changes: [{ field: 'due', from: null, to }] }),
    );
    expect(one).toBe(other);
    expect(hashEntry({ ...example, ...{ ownerId: 'user_1', hash: 'x' } })).toBe(hashEntry(example));
  });

  test.each([
    { previousHash: 'f'.repeat(64) },
    { sequence: 2 },
    { id: 'event_other' },
    { type: 'task.completed.v1' },
    { subjectId: 'task_other' },
    { actor: { kind: 'SYSTEM', id: null, name: null } },
    { actor: { kind: 'USER', id: null, name: 'Ada' } },
    { at: '2026-03-29T00:30:00.001Z' },
    { changes: [] },
    { changes: [{ field: 'title', from: 'Buy milk', to: 'Buy €3 oat milk' }] },
    { changes: [{ field: 'title', from: null, to: 'Buy €2 oat milk' }] },
  ] satisfies Partial<HashedEntry>[])('hangs on all that an entry says: %j', (change) => {
    expect(hashEntry({ ...example, ...change })).not.toBe(hashEntry(example));
  });

  test('cannot be had for text that is no Unicode (RFC 8785 §3.2.2.2)', () => {
    expect(() => hashEntry({ ...example, type: 'lone \ud800' })).toThrow(/surrogate/);
  });
});

describe('a fault', () => {
  const hashed = (entry: HashedEntry) => ({ ...entry, hash: hashEntry(entry) });
  const first = hashed(example);
  const second = hashed({ ...example, sequence: 2, previousHash: first.hash, id: 'event_2' });

  test('is none where each entry follows from the one before', () => {
    expect(findFault(emptyChain, first)).toBeNull();
    expect(findFault(first, second)).toBeNull();
  });

  test.each([
    ['an entry is missing', emptyChain, second, /entry 1 before it is missing/],
    ['several are', emptyChain, hashed({ ...second, sequence: 4 }), /entries 1 to 3 before it are missing/],
    ['contents were changed', first, { ...second, type: 'task.deleted.v1' }, /it was changed/],
    [
      'contents were changed and hashed anew',
      first,
      hashed({ ...second, previousHash: 'f'.repeat(64) }),
      /entry before it has the hash/,
    ],
    [
      'the first follows something',
      emptyChain,
      hashed({ ...first, previousHash: 'f'.repeat(64) }),
      /has the hash null/,
    ],
  ])('is named where %s', (_what, end, entry, reason) => {
    expect(findFault(end, entry)).toMatch(reason);
  });
});
