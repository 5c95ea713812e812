import { Kind, type ValueNode } from 'graphql';

/** Whether lists and objects in a JSON value stand in each other at most so deep. Without recursion, which such a value could exhaust. */
export function isNestedAtMost(value: unknown, levels: number): boolean {
  let layer: unknown[] = [value];
  for (let level = 0; level <= levels; level++) {
    layer = layer.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (layer.length === 0) return true;
  }
  return false;
}

/** The same of a literal in a document. */
export function isLiteralNestedAtMost(value: ValueNode, levels: number): boolean {
  let layer: ValueNode[] = [value];
  for (let level = 0; level <= levels; level++) {
    layer = layer.flatMap((each) => {
      if (each.kind === Kind.LIST) return each.values;
      return each.kind === Kind.OBJECT ? each.fields.map((field) => field.value) : [];
    });
    if (layer.length === 0) return true;
  }
  return false;
}
