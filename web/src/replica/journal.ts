import type { QueuedEdit } from './types.ts';

const PREFIX = 'rondo-journal';
const keyOf = (userId: string, page: string) => `${PREFIX}-${userId}-${page}`;

/**
 * Edits that are on their way into the database. A transaction that has not committed ends with its page, and a page may go away
 * in the very moment of an edit; localStorage is written before the call returns. Each page has an entry of its own, and a lock by
 * the same name that it holds while it lives: who gets the lock knows that what the entry holds is nobody's any more.
 */
export class EditJournal implements Disposable {
  readonly #userId: string;
  readonly #key: string;
  readonly #edits = new Map<number, QueuedEdit>();
  readonly #ended = new AbortController();

  constructor(userId: string) {
    this.#userId = userId;
    this.#key = keyOf(userId, crypto.randomUUID());
    const alive = new Promise<void>((resolve) => this.#ended.signal.addEventListener('abort', () => resolve()));
    void navigator.locks.request(this.#key, () => alive);
  }

  /** What this page has written down and the database has not confirmed. */
  get edits(): readonly QueuedEdit[] {
    return [...this.#edits.values()];
  }

  add(edits: readonly QueuedEdit[]): void {
    for (const edit of edits) this.#edits.set(edit.sequence, edit);
    this.#write();
  }

  /** The database has them, for good. */
  confirm(edits: readonly QueuedEdit[]): void {
    for (const { sequence } of edits) this.#edits.delete(sequence);
    this.#write();
  }

  /** The edit has had its answer: it must not come back from what a page left behind after the database had taken it. */
  settle(sequence: number): void {
    for (const key of entriesOf(this.#userId)) {
      const left = read(key).filter((edit) => edit.sequence !== sequence);
      if (left.length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(left));
    }
    this.#edits.delete(sequence);
  }

  /**
   * Lets `take` have what pages that are gone left behind, at once or as soon as the page in question ends, and forgets it once
   * `take` has resolved. What it reads is what is left at that moment.
   */
  recover(take: (read: () => readonly QueuedEdit[]) => Promise<void>): void {
    const { signal } = this.#ended;
    for (const key of entriesOf(this.#userId)) {
      if (key === this.#key) continue;
      const work = async () => {
        if (signal.aborted) return;
        await take(() => read(key));
        localStorage.removeItem(key);
      };
      // An entry that could not be taken stays, for the next page that asks.
      navigator.locks.request(key, { signal }, work).catch(() => undefined);
    }
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }

  #write(): void {
    try {
      if (this.#edits.size === 0) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify(this.edits));
    } catch {
      // Storage is full: the database is what is left, and mostly fast enough.
    }
  }
}

/** Leaves nothing of an account's edits on this device. */
export function forgetJournal(userId: string): void {
  for (const key of entriesOf(userId)) localStorage.removeItem(key);
}

function entriesOf(userId: string): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(keyOf(userId, '')));
}

const read = (key: string): QueuedEdit[] => JSON.parse(localStorage.getItem(key) ?? '[]') as QueuedEdit[];
