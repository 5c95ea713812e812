import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { QueuedEdit, SavedFilter, Tag, Task } from './types.ts';

interface Schema extends DBSchema {
  tasks: { key: string; value: Task };
  tags: { key: string; value: Tag };
  filters: { key: string; value: SavedFilter };
  edits: { key: number; value: QueuedEdit };
  meta: { key: string; value: string };
}

export type ReplicaDatabase = IDBPDatabase<Schema>;

const VERSION = 1;
const nameOf = (userId: string) => `rondo-${userId}`;

/** One database an account, shared by its tabs. */
export function openReplicaDatabase(userId: string): Promise<ReplicaDatabase> {
  return openDB<Schema>(nameOf(userId), VERSION, {
    upgrade(database) {
      for (const store of ['tasks', 'tags', 'filters'] as const) database.createObjectStore(store, { keyPath: 'id' });
      database.createObjectStore('edits', { keyPath: 'sequence' });
      database.createObjectStore('meta');
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

export const deleteReplicaDatabase = (userId: string): Promise<void> => deleteDB(nameOf(userId));

/** Changes of one moment, which go to disk together. */
export interface Batch {
  readonly tasks: Map<string, Task | null>;
  readonly tags: Map<string, Tag | null>;
  readonly filters: Map<string, SavedFilter | null>;
  /** The position of the change stream that they bring the replica to. */
  cursor: string | null;
}

export const emptyBatch = (): Batch => ({ tasks: new Map(), tags: new Map(), filters: new Map(), cursor: null });

/** In one transaction: a cursor never runs ahead of what it stands for. */
export async function writeBatch(database: ReplicaDatabase, { tasks, tags, filters, cursor }: Batch): Promise<void> {
  const transaction = database.transaction(['tasks', 'tags', 'filters', 'meta'], 'readwrite');
  const write = async <Value>(
    store: { put(value: Value): Promise<unknown>; delete(id: string): Promise<void> },
    values: Map<string, Value | null>,
  ) => Promise.all([...values].map(([id, value]) => (value === null ? store.delete(id) : store.put(value))));
  await Promise.all([
    write(transaction.objectStore('tasks'), tasks),
    write(transaction.objectStore('tags'), tags),
    write(transaction.objectStore('filters'), filters),
    cursor === null ? null : transaction.objectStore('meta').put(cursor, 'cursor'),
    transaction.done,
  ]);
}
