import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { PlanNode, Planner, QueryPlan } from '../planner/planner.ts';
import type { RequestContext } from '../sources/source.ts';
import { InFlight } from './dispatch.ts';
import { fitErrors } from './errors.ts';
import { compileEventReader, type EventReader } from './event.ts';
import type { PlanContext } from './fetch.ts';
import { type Conditions, collectFields, type Selection } from './fields.ts';
import { compileIntrospection, type Introspection } from './introspection.ts';
import type { Data } from './places.ts';
import { compilePlan, requiredKeys } from './plan.ts';
import { compileProjection, type Projection } from './projection.ts';
import { type Run, type Step, startRun } from './run.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** What operations are planned and compiled for. */
export interface PlannedGraph extends PlanContext {
  readonly planner: Planner;
}

/** An operation for given values of the variables in @skip and @include. */
interface Variant {
  readonly conditions: Conditions;
  readonly fetch: Step | undefined;
  readonly projection: Projection;
  readonly introspect: Introspection | undefined;
}

/** Beyond this many, variants are made anew each time: an operation with n such variables has 2ⁿ. */
const MAX_VARIANTS = 64;

/** One operation of a document, planned and compiled once, executed as often as it is asked for. */
export class CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
  readonly #graph: PlannedGraph;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #readEvent: EventReader | undefined;
  #required: ReadonlySet<string> | undefined;
  readonly #conditionNames: readonly string[];
  readonly #variants = new Map<string, Variant>();

  /** @throws GraphQLError where the document has no such operation or cannot be planned */
  constructor(graph: PlannedGraph, document: DocumentNode, operationName: string | undefined) {
    const operation = getOperationAST(document, operationName);
    if (!operation)
      throw new GraphQLError(
        operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name.',
      );
    this.operation = operation;
    this.#graph = graph;
    this.fragments = new Map(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    this.#conditionNames = conditionNames(document);
    this.plan = graph.planner.plan(document, operation.name?.value);
    const { node } = this.plan;
    this.#readEvent =
      node?.kind === 'Subscription' ? compileEventReader(graph.supergraphSchema, node.primary) : undefined;
  }

  /** By response name. Of conditions on root fields all are taken to hold. */
  rootFields(): FieldNode[][] {
    const conditions: Conditions = new Map(this.#conditionNames.map((name) => [name, true]));
    const selection = this.#selection(conditions);
    return [...collectFields(selection, this.#rootType(), [this.operation.selectionSet]).values()];
  }

  /**
   * @param event for a subscription, as {@link EventReader} wants it
   * @throws the reason of `signal` where it aborts
   */
  async execute(
    variables: Variables,
    context: RequestContext,
    signal: AbortSignal | undefined,
    event?: Data,
  ): Promise<ExecutionResult> {
    const values = this.#coerce(variables);
    if (values.errors) return { errors: values.errors };
    const variant = this.#variant(values.coerced);
    if (this.#readEvent && !event)
      return { errors: [new GraphQLError('Subscriptions are served over a stream of events.')] };
    const data = (event && this.#readEvent?.(event, variant.conditions)) ?? {};
    const run = startRun(data, variables, context, signal && new InFlight());
    if (variant.fetch) await fetchUnlessAborted(variant.fetch, run, signal);
    if (this.operation.operation === 'mutation' && context.principalKey !== undefined)
      this.#graph.dispatch.stopSharing(context.principalKey);
    signal?.throwIfAborted();
    return this.#respond(variant, run, variables);
  }

  #respond(variant: Variant, run: Run, variables: Variables): ExecutionResult {
    const local = variant.introspect?.(variables);
    const data = variant.projection.project(run.data, run.errors, run.failures, local);
    if (run.errors.length === 0) return { data };
    this.#required ??= requiredKeys(this.#planNode());
    const errors = fitErrors(run.errors, data, (key) => this.#required?.has(key) ?? false);
    return errors.length > 0 ? { errors, data } : { data };
  }

  #coerce(variables: Variables) {
    const definitions = this.operation.variableDefinitions;
    if (!definitions?.length) return { coerced: {}, errors: undefined };
    return getVariableValues(this.#graph.planner.apiSchema, definitions, variables, { maxErrors: 50 });
  }

  #variant(variables: Variables): Variant {
    const conditions: Conditions = new Map(this.#conditionNames.map((name) => [name, variables[name] === true]));
    const key = this.#conditionNames.map((name) => (conditions.get(name) ? '1' : '0')).join('');
    const known = this.#variants.get(key);
    if (known) return known;
    const variant = this.#compile(conditions);
    if (this.#variants.size < MAX_VARIANTS) this.#variants.set(key, variant);
    return variant;
  }

  #compile(conditions: Conditions): Variant {
    const selection = this.#selection(conditions);
    const rootType = this.#rootType();
    const rootFields = collectFields(selection, rootType, [this.operation.selectionSet]).values();
    return {
      conditions,
      fetch: compilePlan({ graph: this.#graph, collectors: new Map() }, this.#planNode(), conditions),
      projection: compileProjection(selection, rootType),
      introspect: compileIntrospection(selection, rootFields),
    };
  }

  /** What is fetched of subgraphs. */
  #planNode(): PlanNode | undefined {
    return this.plan.node?.kind === 'Subscription' ? this.plan.node.rest : this.plan.node;
  }

  #selection(conditions: Conditions): Selection {
    return { schema: this.#graph.planner.apiSchema, operation: this.operation, fragments: this.fragments, conditions };
  }

  #rootType(): GraphQLObjectType {
    const type = this.#graph.planner.apiSchema.getRootType(this.operation.operation);
    if (!type) throw new GraphQLError(`The schema has no ${this.operation.operation} operations.`);
    return type;
  }
}

/** The variables that @skip and @include use anywhere in the document. */
function conditionNames(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      for (const { value } of node.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

async function fetchUnlessAborted(fetch: Step, run: Run, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return fetch(run);
  if (signal.aborted) return;
  const cancel = () => run.inFlight?.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await fetch(run);
  signal.removeEventListener('abort', cancel);
}
