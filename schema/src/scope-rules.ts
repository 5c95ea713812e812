import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ValueNode,
} from 'graphql';
import { type Scope, scopes } from './scopes.ts';

/** Every scope of one of the lists suffices; an empty list: any token may. */
export type ScopeRule = readonly (readonly Scope[])[];

/** What the SDL's `@scopes` asks of a token. */
export interface ScopeRules {
  /** By `Query.tasks`. */
  readonly fields: ReadonlyMap<string, ScopeRule>;
  /** By `Task`: for any field of it, wherever it is come by. */
  readonly types: ReadonlyMap<string, ScopeRule>;
}

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);
const known: ReadonlySet<string> = new Set(scopes);

/** @throws Error for a scope that there is not */
export function readScopeRules(supergraph: DocumentNode): ScopeRules {
  const fields = new Map<string, ScopeRule>();
  const types = new Map<string, ScopeRule>();
  for (const type of objectTypes(supergraph)) {
    const rule = ruleOf(type);
    if (rule) types.set(type.name.value, rule);
    for (const field of type.fields ?? []) {
      const place = `${type.name.value}.${field.name.value}`;
      const rule = ruleOf(field);
      if (rule) fields.set(place, rule);
    }
  }
  return { fields, types };
}

/** What of a supergraph nobody has said the scopes of: root fields, and types that `node(id:)` leads to. A sentence each. */
export function scopeFaults(supergraph: DocumentNode): string[] {
  const faults: string[] = [];
  const check = (place: string, example: string, node: Annotated) => {
    try {
      if (!ruleOf(node)) faults.push(`${place} has no @scopes: say what a token needs for it, as in \`${example}\`.`);
    } catch (error) {
      faults.push(`${place}: ${error instanceof Error ? error.message : error}`);
    }
  };
  for (const type of objectTypes(supergraph)) {
    const { name, interfaces = [], fields = [] } = type;
    if (rootTypes.has(name.value)) {
      for (const field of fields) check(`${name.value}.${field.name.value}`, '@scopes(anyOf: [["TASKS_READ"]])', field);
    } else if (interfaces.some((implemented) => implemented.name.value === 'Node')) {
      check(name.value, `type ${name.value} implements Node @scopes(anyOf: [["TASKS_READ"]])`, type);
    }
  }
  return faults;
}

type Annotated = Pick<ObjectTypeDefinitionNode, 'directives'>;

function objectTypes(document: DocumentNode): ObjectTypeDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
}

function ruleOf({ directives = [] }: Annotated): ScopeRule | undefined {
  const directive = directives.find(({ name }) => name.value === 'scopes');
  return directive && valuesOf(argumentOf(directive)).map((list) => valuesOf(list).map(scopeOf));
}

function argumentOf({ arguments: given = [] }: ConstDirectiveNode): ValueNode | undefined {
  return given.find(({ name }) => name.value === 'anyOf')?.value;
}

function valuesOf(value: ValueNode | undefined): readonly ValueNode[] {
  if (value?.kind !== Kind.LIST) throw new Error('expected @scopes(anyOf: [["A", "B"], ["C"]]): lists in a list.');
  return value.values;
}

function scopeOf(value: ValueNode): Scope {
  const name = value.kind === Kind.STRING ? value.value : '';
  if (!isScope(name)) throw new Error(`expected a scope in @scopes, one of ${scopes.join(', ')}, got ${name}.`);
  return name;
}

function isScope(name: string): name is Scope {
  return known.has(name);
}
