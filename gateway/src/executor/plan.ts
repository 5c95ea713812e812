import { Kind } from 'graphql';
import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '../planner/planner.ts';
import type { Conditions } from './conditions.ts';
import { type Compilation, compileFetch, type Path } from './fetch.ts';

import type { Step } from './run.ts';

/**
 * Compiles a plan for given values of the variables in @skip and @include. A Defer node is executed as a whole: its
 * deferred parts come with the one response.
 *
 * @returns nothing where there is nothing to fetch
 */
export function compilePlan(
  context: Compilation,
  node: PlanNode | undefined,
  conditions: Conditions,
  path: Path = [],
): Step | undefined {
  const compile = (child: PlanNode | undefined, at = path) => compilePlan(context, child, conditions, at);
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'Fetch':
      return compileFetch(context, node, path);
    case 'Flatten':
      return compile(node.node, [...path, ...node.path]);
    case 'Sequence':
      return inSequence(node.nodes.flatMap((child) => compile(child) ?? []));
    case 'Parallel':
      return inParallel(node.nodes.flatMap((child) => compile(child) ?? []));
    case 'Condition':
      return compile(conditions.get(node.condition) ? node.ifClause : node.elseClause);
    case 'Defer':
      return inSequence(
        [node.primary.node, ...node.deferred.map((part) => part.node)].flatMap((n) => compile(n) ?? []),
      );
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

function* fetchesOf(node: PlanNode | undefined): Generator<FetchNode> {
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
