import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../sources/source.ts';
import type { Batch, Collector } from './collector.ts';
import type { InFlight } from './dispatch.ts';
import type { Failure } from './errors.ts';
import type { Data } from './places.ts';

/** One execution of a compiled plan. */
export interface Run {
  /** The answers of the subgraphs, merged. */
  readonly data: Data;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  readonly errors: GraphQLError[];
  /** Where the client may leave. */
  readonly inFlight: InFlight | undefined;
  /** By object, then by response name of the missing field. */
  failures: Map<object, Map<string, Failure>> | undefined;
  /** Counts the answers merged: what was collected from `data` is good while it stays. */
  version: number;
  readonly collected: Map<Collector, Collected>;
}

interface Collected {
  readonly version: number;
  readonly batch: Batch;
}

export function startRun(
  data: Data,
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
  inFlight: InFlight | undefined,
): Run {
  return { data, variables, context, inFlight, errors: [], failures: undefined, version: 0, collected: new Map() };
}

/** A part of a plan, compiled. It never rejects: what goes wrong is in the run's errors and failures. */
export type Step = (run: Run) => Promise<void> | undefined;

/** Notes why `keys` of `objects` will be missing. */
export function recordFailure(run: Run, objects: Iterable<object>, keys: ReadonlySet<string>, failure: Failure): void {
  run.failures ??= new Map();
  for (const object of objects) {
    let byKey = run.failures.get(object);
    if (!byKey) {
      byKey = new Map();
      run.failures.set(object, byKey);
    }
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, failure);
  }
}
