/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { Connection, PageInfoSource } from '@rondo/platform/connection.ts';
import type { Actor as StoredActor, FieldChange as StoredChange } from '@rondo/schema/events/envelope.ts';
import type { Entry } from './entities.ts';

export type Activity = Entry;
export type ActivityConnection = Connection<Entry>;
export type Actor = StoredActor;
export type FieldChange = StoredChange;
export type PageInfo = PageInfoSource;
export type Task = { id: string };
