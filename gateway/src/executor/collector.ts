import type { GraphQLSchema } from 'graphql';
import type { FetchNode } from '../planner/planner.ts';
import { type Data, objectsAt } from './places.ts';
import { compileRequirements, type RepresentationTables, type Requirements } from './representation.ts';
import type { Run } from './run.ts';

/** The entities at a path. */
export interface Batch {
  /** As JSON, the different ones. */
  readonly representations: readonly string[];
  /** In document order; an object that is at several places is there as often. */
  readonly objects: readonly Data[];
  /** For each object the index of its representation. */
  readonly indexes: readonly number[];
  /** Of a type in question, but lacking what the representation needs. */
  readonly incomplete: readonly Data[];
}

/** What has been collected since the last answer, in a list of its own links: see {@link Run}. */
export class Collected {
  readonly collector: Collector;
  readonly batch: Batch;
  readonly next: Collected | undefined;

  constructor(collector: Collector, batch: Batch, next: Collected | undefined) {
    this.collector = collector;
    this.batch = batch;
    this.next = next;
  }
}

/** Finds the entities that fetches ask for at a path and writes their representations. */
export class Collector {
  readonly #path: readonly (string | number)[];
  readonly #tables: RepresentationTables;
  readonly #requirements: Requirements;

  constructor(
    schema: GraphQLSchema,
    tables: RepresentationTables,
    path: readonly (string | number)[],
    node: FetchNode,
  ) {
    this.#path = path;
    this.#tables = tables;
    this.#requirements = compileRequirements(schema, tables, node.requires ?? [], node.inputRewrites);
  }

  /** What fetches with equal collectors share: path, requirements and rewrites. */
  static keyOf(path: readonly (string | number)[], node: FetchNode): string {
    return JSON.stringify([path, node.requires, node.inputRewrites]);
  }

  /** Collects once for fetches that start together. */
  collect(run: Run): Batch {
    for (let known = run.collected; known; known = known.next) if (known.collector === this) return known.batch;
    const batch = this.#collect(run.data);
    run.collected = new Collected(this, batch, run.collected);
    return batch;
  }

  #collect(data: Data): Batch {
    const collection = this.#tables.begin();
    const found = objectsAt(data, this.#path);
    // Filled from the start, those that do not count left out.
    const indexes = new Array<number>(found.length);
    const representations: string[] = [];
    const incomplete: Data[] = [];
    let count = 0;
    for (const object of found) {
      const requirement = this.#requirements.of(object);
      if (!requirement) continue;
      const representation = requirement.represent(object);
      if (!representation) {
        incomplete.push(object);
        continue;
      }
      if (representation.collection !== collection) {
        representation.collection = collection;
        representation.index = representations.push(representation.json) - 1;
      }
      found[count] = object;
      indexes[count++] = representation.index;
    }
    found.length = count;
    indexes.length = count;
    return { representations, objects: found, indexes, incomplete };
  }
}
