import { type DBSchema, deleteDB, type IDBPDatabase, openDB, unwrap } from 'idb';
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
  /** How far the account has been read, as JSON; '' once all of it has been, null where that is as before. */
  load: string | null;
}

export const emptyBatch = (): Batch => ({
  tasks: new Map(),
  tags: new Map(),
  filters: new Map(),
  cursor: null,
  load: null,
});

/** In one transaction: neither the cursor nor the place in the load ever runs ahead of what it stands for. */
export async function writeBatch(database: ReplicaDatabase, batch: Batch): Promise<void> {
  const { tasks, tags, filters, cursor, load } = batch;
  const transaction = database.transaction(['tasks', 'tags', 'filters', 'meta'], 'readwrite');
  const write = <Value>(name: 'tasks' | 'tags' | 'filters', values: ReadonlyMap<string, Value | null>) => {
    // A promise for each of hundreds of requests costs as much as the requests do; that all are done, the transaction tells.
    const store = unwrap(transaction.objectStore(name));
    for (const [id, value] of values) {
      if (value === null) store.delete(id);
      else store.put(value);
    }
  };
  write('tasks', tasks);
  write('tags', tags);
  write('filters', filters);
  const meta = unwrap(transaction.objectStore('meta'));
  if (cursor !== null) meta.put(cursor, 'cursor');
  if (load !== null) meta.put(load, 'load');
  await transaction.done;
}
