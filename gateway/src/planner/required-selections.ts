/** What plans require of entities. */

import { Kind, type SelectionSetNode } from 'graphql';
import type { QueryPlanSelectionNode } from './planner.ts';
import { fieldOfVariant } from './required-variants.ts';

/** Where below an entity a field is required → its variants that are. */
export type Required = ReadonlyMap<string, ReadonlySet<string>>;

type Selections = readonly QueryPlanSelectionNode[];

/** A field set as plans have it. */
export function selectionsOf({ selections }: SelectionSetNode): QueryPlanSelectionNode[] {
  return selections.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const below = node.selectionSet && selectionsOf(node.selectionSet);
    if (node.kind === Kind.FIELD) return [{ kind: Kind.FIELD, name: node.name.value, selections: below }];
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition: node.typeCondition?.name.value, selections: below ?? [] }];
  });
}

export function variantsIn(
  selections: Selections,
  path: readonly string[] = [],
  found = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  for (const node of selections) {
    const below = placeOf(node, path);
    if (node.kind === Kind.FIELD && fieldOfVariant(node.name) !== undefined) {
      const place = below.join('.');
      found.set(place, (found.get(place) ?? new Set()).add(node.name));
    }
    variantsIn(node.selections ?? [], below, found);
  }
  return found;
}

/** Without variants that are not required at their place. */
export function onlyRequired(
  selections: Selections,
  required: Required,
  path: readonly string[] = [],
): QueryPlanSelectionNode[] {
  return selections.flatMap((node): QueryPlanSelectionNode[] => {
    const place = placeOf(node, path);
    const isVariant = node.kind === Kind.FIELD && fieldOfVariant(node.name) !== undefined;
    if (isVariant && !required.get(place.join('.'))?.has(node.name)) return [];
    if (!node.selections) return [node];
    const below = onlyRequired(node.selections, required, place);
    return below.length > 0 ? [{ ...node, selections: below }] : [];
  });
}

/** The paths to all variants, as rewrites have them. */
export function keysOfVariants(selections: Selections, path: readonly string[] = []): string[][] {
  return selections.flatMap((node): string[][] => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition === undefined ? [] : [`... on ${node.typeCondition}`];
      return keysOfVariants(node.selections, [...path, ...condition]);
    }
    const own = fieldOfVariant(node.name) === undefined ? [] : [[...path, node.name]];
    return [...own, ...keysOfVariants(node.selections ?? [], [...path, node.name])];
  });
}

/** By the fields' own names, whatever types they are of. */
function placeOf(node: QueryPlanSelectionNode, path: readonly string[]): readonly string[] {
  return node.kind === Kind.FIELD ? [...path, fieldOfVariant(node.name) ?? node.name] : path;
}
