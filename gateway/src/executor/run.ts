import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../sources/source.ts';
import type { Collected } from './collector.ts';
import type { InFlight } from './dispatch.ts';
import type { Failure } from './errors.ts';
import type { Data } from './places.ts';

/**
 * One execution of a compiled plan.
 *
 * It refers to its data by no array that lives as long as it does. V8 allocates the arrays of a place in the program in
 * the old generation of the heap once it has seen most of them outlive a minor collection, and there they keep what they
 * refer to until the next full one (measured with 50 operations at once: each minor collection moved 11 MB to the old
 * generation, not 30 kB).
 */
export class Run {
  /** The answers of the subgraphs, merged. */
  readonly data: Data;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  /** Where the client may leave. */
  readonly inFlight: InFlight | undefined;
  readonly errors: GraphQLError[] = [];
  /** By object, then by response name of the missing field. */
  failures: Map<object, Map<string, Failure>> | undefined;
  /** Good until the next answer is merged. */
  collected: Collected | undefined;

  constructor(
    data: Data,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
    inFlight: InFlight | undefined,
  ) {
    this.data = data;
    this.variables = variables;
    this.context = context;
    this.inFlight = inFlight;
  }
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
