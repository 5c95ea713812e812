import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../sources/source.ts';
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
  readonly inFlight: InFlight;
  /** By object, then by response name of the missing field. */
  failures: Map<object, Map<string, Failure>> | undefined;
}

/** A part of a plan, compiled. It never rejects: what goes wrong is in the run's errors and failures. */
export type Step = (run: Run) => Promise<void> | undefined;

/** Notes why `keys` of `objects` will be missing. */
export function recordFailure(run: Run, objects: readonly object[], keys: ReadonlySet<string>, failure: Failure): void {
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
