/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { Connection, PageInfoSource } from '@rondo/platform/connection.ts';
import type { ImportJobState } from '@rondo/schema/events/import.ts';
import type { DueState } from '@rondo/schema/events/task.ts';
import type { SavedFilter as SavedFilterRow } from './entities.ts';
import type { PastTask } from './history.ts';
import type { ShownTask } from './row.ts';

export type Task = ShownTask;
export type TaskConnection = Connection<ShownTask>;
export type PageInfo = PageInfoSource;
export type Due = DueState;
export type TaskSnapshot = PastTask;
export type SavedFilter = SavedFilterRow;
export type ImportJob = ImportJobState;
/** Stubs: what they are is another subgraph's. */
export interface Tag {
  id: string;
}
export interface Series {
  id: string;
}
