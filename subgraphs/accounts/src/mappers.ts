/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { ApiToken as ApiTokenRow, User as UserRow } from './entities.ts';

export type User = UserRow;
export type ApiToken = ApiTokenRow;
