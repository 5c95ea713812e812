import { Kind } from 'graphql';
import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '../planner/planner.ts';
import type { Conditions } from './conditions.ts';
import type { ResponsePath } from './errors.ts';
import { type Compilation, EntityFetch, FieldFetch, type PlanContext } from './fetch.ts';
import { MergedFetch } from './merged-fetch.ts';
import type { Step } from './run.ts';

/**
 * Compiles a plan for given values of the variables in @skip and @include. A Defer node is executed as a whole: its
 * deferred parts come with the one response.
 *
 * @returns nothing where there is nothing to fetch
 */
export function compilePlan(graph: PlanContext, node: PlanNode | undefined, conditions: Conditions): Step | undefined {
  return new PlanCompiler(graph, conditions).compile(node, []);
}

class PlanCompiler {
  readonly #compilation: Compilation;
  readonly #conditions: Conditions;
  /** Fetches that are a part of a merged one. */
  readonly #merged = new Map<FetchNode, Step>();

  constructor(graph: PlanContext, conditions: Conditions) {
    this.#compilation = { graph, collectors: new Map() };
    this.#conditions = conditions;
  }

  compile(node: PlanNode | undefined, path: ResponsePath): Step | undefined {
    switch (node?.kind) {
      case undefined:
        return undefined;
      case 'Fetch':
        return this.#merged.get(node) ?? this.#fetch(node, path);
      case 'Flatten':
        return this.compile(node.node, [...path, ...node.path]);
      case 'Parallel':
        this.#merge(node.nodes.flatMap((child) => leadingFetches(child, path)));
        return inParallel(this.#compileAll(node.nodes, path));
      case 'Condition':
        return this.compile(this.#conditions.get(node.condition) ? node.ifClause : node.elseClause, path);
      case 'Sequence':
      case 'Defer':
        return inSequence(this.#compileAll(childrenOf(node), path));
    }
  }

  #compileAll(nodes: readonly (PlanNode | undefined)[], path: ResponsePath): Step[] {
    return nodes.flatMap((node) => this.compile(node, path) ?? []);
  }

  #fetch(node: FetchNode, path: ResponsePath): Step {
    const fetch = node.requires
      ? new EntityFetch(this.#compilation, node, path)
      : new FieldFetch(this.#compilation, node, path);
    return (run) => fetch.run(run);
  }

  /** Entity fetches that start together become one request for each subgraph. */
  #merge(fetches: readonly LeadingFetch[]): void {
    const free = fetches.filter(({ node }) => !this.#merged.has(node));
    for (const group of Map.groupBy(free, ({ node }) => node.serviceName).values()) {
      if (group.length < 2) continue;
      const parts = group.map(({ node, path }) => new EntityFetch(this.#compilation, node, path));
      const merged = new MergedFetch(this.#compilation.graph.dispatch, parts);
      for (const { node } of group) this.#merged.set(node, (run) => merged.run(run));
    }
  }
}

interface LeadingFetch {
  readonly node: FetchNode;
  readonly path: ResponsePath;
}

/** The entity fetches that start as soon as the node does. */
function leadingFetches(node: PlanNode | undefined, path: ResponsePath): LeadingFetch[] {
  switch (node?.kind) {
    case 'Fetch':
      return node.requires && node.operationKind === 'query' ? [{ node, path }] : [];
    case 'Flatten':
      return leadingFetches(node.node, [...path, ...node.path]);
    case 'Sequence':
      return leadingFetches(node.nodes[0], path);
    case 'Parallel':
      return node.nodes.flatMap((child) => leadingFetches(child, path));
    default:
      return [];
  }
}

function inSequence(steps: readonly Step[]): Step | undefined {
  if (steps.length < 2) return steps[0];
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function inParallel(steps: readonly Step[]): Step | undefined {
  if (steps.length < 2) return steps[0];
  return (run) => {
    const pending: Promise<void>[] = [];
    for (const step of steps) {
      const promise = step(run);
      if (promise) pending.push(promise);
    }
    if (pending.length < 2) return pending[0];
    return Promise.all(pending).then(() => undefined);
  };
}

/** The response names that representations of a plan are made of. */
export function requiredKeys(node: PlanNode | undefined): Set<string> {
  const keys = new Set<string>();
  const read = (selections: readonly QueryPlanSelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) keys.add(selection.alias ?? selection.name);
      read(selection.selections ?? []);
    }
  };
  for (const fetch of fetchesOf(node)) read(fetch.requires ?? []);
  return keys;
}

export function* fetchesOf(node: PlanNode | undefined): Generator<FetchNode> {
  if (!node) return;
  if (node.kind === 'Fetch') yield node;
  else for (const child of childrenOf(node)) yield* fetchesOf(child);
}

function childrenOf(node: Exclude<PlanNode, FetchNode>): (PlanNode | undefined)[] {
  switch (node.kind) {
    case 'Flatten':
      return [node.node];
    case 'Sequence':
    case 'Parallel':
      return node.nodes;
    case 'Condition':
      return [node.ifClause, node.elseClause];
    case 'Defer':
      return [node.primary.node, ...node.deferred.map((part) => part.node)];
  }
}
