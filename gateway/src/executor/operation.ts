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
} from 'graphql';
import type { Planner, QueryPlan } from '../planner/planner.ts';
import type { RequestContext } from '../sources/source.ts';
import { type Conditions, conditionNames } from './conditions.ts';
import { InFlight } from './dispatch.ts';
import { fitErrors } from './errors.ts';
import { compileEventReader, type EventReader } from './event.ts';
import type { PlanContext } from './fetch.ts';
import { collectFields, type Selection } from './fields.ts';
import { compileIntrospection, type Introspection } from './introspection.ts';
import type { Data } from './places.ts';
import { compilePlan, fetchesOf, requiredKeys } from './plan.ts';
import { plannedKeys } from './planned-keys.ts';
import { planningDocument } from './planning-document.ts';
import type { FieldSetNames } from './planning-names.ts';
import { compileProjection, type Projection } from './projection.ts';
import { Run, type Step } from './run.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** What operations are planned and compiled for. */
export interface PlannedGraph extends PlanContext {
  readonly planner: Planner;
  readonly fieldSets: FieldSetNames;
}

/** An operation for given values of the variables in @skip and @include. */
interface Variant {
  readonly conditions: Conditions;
  /** For a subscription: takes the place of a fetch of its own. */
  readonly readEvent: EventReader | undefined;
  readonly fetch: Step | undefined;
  readonly projection: Projection;
  readonly introspect: Introspection | undefined;
  /** Whether other fields are fetched with the help of a field of that response name. */
  readonly isRequired: (key: string) => boolean;
}

/**
 * So many variants are planned each for itself, as what is left of an operation is planned better than the whole with
 * conditions. An operation with n variables in conditions has 2ⁿ: further ones share the plan of the whole.
 */
const MAX_PLANNED_VARIANTS = 16;

/** One operation of a document, planned and compiled once, executed as often as it is asked for. */
export class CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #graph: PlannedGraph;
  readonly #document: DocumentNode;
  readonly #conditionNames: readonly string[];
  readonly #variants = new Map<string, Variant>();
  #wholePlan: QueryPlan | undefined;

  /**
   * Plans operations without variable conditions at once, others when they are first executed.
   *
   * @throws GraphQLError where the document has no such operation or cannot be planned
   */
  constructor(graph: PlannedGraph, document: DocumentNode, operationName: string | undefined) {
    const operation = getOperationAST(document, operationName);
    if (!operation)
      throw new GraphQLError(
        operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name.',
      );
    this.operation = operation;
    this.fragments = new Map(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    this.#graph = graph;
    this.#document = document;
    const declared = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
    this.#conditionNames = conditionNames(document).filter((name) => declared.has(name));
    if (this.#conditionNames.length === 0) this.#variant({});
  }

  /** By response name. Variables of conditions are taken to be false. */
  rootFields(): FieldNode[][] {
    const selection = this.#selection(new Map());
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
    const variant = this.#variantFor(variables);
    if ('errors' in variant) return variant;
    if (variant.readEvent && !event)
      return { errors: [new GraphQLError('Subscriptions are served over a stream of events.')] };
    const data = (event && variant.readEvent?.(event, variant.conditions)) ?? {};
    const run = new Run(data, variables, context, signal && new InFlight());
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
    const errors = fitErrors(run.errors, data, variant.isRequired);
    return errors.length > 0 ? { errors, data } : { data };
  }

  #variantFor(variables: Variables): Variant | { readonly errors: readonly GraphQLError[] } {
    const definitions = this.operation.variableDefinitions;
    if (!definitions?.length) return this.#variant({});
    const { apiSchema } = this.#graph.planner;
    const { coerced, errors } = getVariableValues(apiSchema, definitions, variables, { maxErrors: 50 });
    if (errors) return { errors };
    try {
      return this.#variant(coerced);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  }

  #variant(variables: Variables): Variant {
    const conditions: Conditions = new Map(this.#conditionNames.map((name) => [name, variables[name] === true]));
    const key = this.#conditionNames.map((name) => (conditions.get(name) ? '1' : '0')).join('');
    const known = this.#variants.get(key);
    if (known) return known;
    const isPlanned = this.#variants.size < MAX_PLANNED_VARIANTS;
    const variant = this.#compile(conditions, isPlanned ? this.#planFor(conditions) : this.#planOfAll());
    if (isPlanned) this.#variants.set(key, variant);
    return variant;
  }

  #planFor(conditions: Conditions): QueryPlan {
    try {
      return this.#plan(planningDocument(this.#document, conditions, this.#graph.fieldSets));
    } catch (error) {
      // The planner has faults, one of them with what is left of a fragment on an @interfaceObject.
      if (error instanceof GraphQLError || conditions.size === 0) throw error;
      return this.#planOfAll();
    }
  }

  #planOfAll(): QueryPlan {
    this.#wholePlan ??= this.#plan(planningDocument(this.#document, undefined, this.#graph.fieldSets));
    return this.#wholePlan;
  }

  #plan(document: DocumentNode): QueryPlan {
    return this.#graph.planner.plan(document, this.operation.name?.value);
  }

  #compile(conditions: Conditions, { node }: QueryPlan): Variant {
    const { supergraphSchema } = this.#graph;
    const [primary, fetched] = node?.kind === 'Subscription' ? [node.primary, node.rest] : [undefined, node];
    const selection = this.#selection(conditions);
    const rootType = this.#rootType();
    const rootFields = [...collectFields(selection, rootType, [this.operation.selectionSet]).values()];
    // The planner says so by an empty plan.
    if (!node && rootFields.some(([field]) => !field?.name.value.startsWith('__')))
      throw new GraphQLError('The operation asks for what no subgraph can resolve.');
    const isPlanned = plannedKeys(supergraphSchema, () => [...fetchesOf(fetched), ...(primary ? [primary] : [])]);
    let required: ReadonlySet<string> | undefined;
    return {
      conditions,
      readEvent: primary && compileEventReader(supergraphSchema, primary),
      fetch: compilePlan(this.#graph, fetched, conditions),
      projection: compileProjection(selection, rootType, isPlanned),
      introspect: compileIntrospection(selection, rootFields),
      isRequired(key) {
        required ??= requiredKeys(fetched);
        return required.has(key);
      },
    };
  }

  #selection(conditions: Conditions): Selection {
    const { planner, fieldSets } = this.#graph;
    return { schema: planner.apiSchema, operation: this.operation, fragments: this.fragments, conditions, fieldSets };
  }

  #rootType(): GraphQLObjectType {
    const type = this.#graph.planner.apiSchema.getRootType(this.operation.operation);
    if (!type) throw new GraphQLError(`The schema has no ${this.operation.operation} operations.`);
    return type;
  }
}

async function fetchUnlessAborted(fetch: Step, run: Run, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return fetch(run);
  if (signal.aborted) return;
  const cancel = () => run.inFlight?.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await fetch(run);
  signal.removeEventListener('abort', cancel);
}
