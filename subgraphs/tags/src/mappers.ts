/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { Connection, PageInfoSource } from '@rondo/platform/connection.ts';
import type { Tag as TagRow } from './entities.ts';

export type Tag = TagRow;
export type TagConnection = Connection<TagRow>;
export type PageInfo = PageInfoSource;
