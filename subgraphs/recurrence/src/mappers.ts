/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { Series as SeriesRow } from './entities.ts';
import type { Preview } from './rule/preview.ts';
import type { Occurrence as RuleOccurrence } from './rule/resolve.ts';

export type Series = SeriesRow;
export type Task = { id: string };
/** Instants and wall-clock times as text. */
export type Occurrence = RuleOccurrence;
export type RecurrencePreview = Preview;
