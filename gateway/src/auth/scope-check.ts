import { RondoError } from '@rondo/platform/errors.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { ScopeRule, ScopeRules } from '@rondo/schema/scope-rules.ts';
import { scopes as allScopes, type Scope } from '@rondo/schema/scopes.ts';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

/** Something that an operation asks for, and what it needs. */
interface Need {
  /** As in a sentence: "`tasks`", "`User.apiTokens`", "a Webhook". */
  readonly what: string;
  readonly rule: ScopeRule;
}

interface Selected {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Whoever changes something may see what became of it. */
const impliedByWriting: Readonly<Partial<Record<Scope, Scope>>> = {
  TASKS_WRITE: 'TASKS_READ',
  NOTIFICATIONS_WRITE: 'NOTIFICATIONS_READ',
};

/**
 * The one place where scopes are enforced: by `@scopes` of the SDL, for everything that an operation selects, however deep and through
 * whatever fragment. An operation that asks for one thing too many is refused as a whole.
 */
export class ScopeCheck {
  readonly #schema: GraphQLSchema;
  readonly #rules: ScopeRules;
  readonly #needs = new WeakMap<OperationDefinitionNode, readonly Need[]>();

  constructor(schema: GraphQLSchema, rules: ScopeRules) {
    this.#schema = schema;
    this.#rules = rules;
  }

  /** FORBIDDEN where the principal lacks a scope for something that the operation selects; null where it lacks none. */
  refusal(principal: Principal, selected: Selected): RondoError | null {
    if (hasAll(principal)) return null;
    const { operation } = selected;
    let needs = this.#needs.get(operation);
    if (!needs) {
      needs = this.#needsOf(selected);
      this.#needs.set(operation, needs);
    }
    const held = new Set(principal.scopes);
    if (operation.operation === OperationTypeNode.MUTATION) {
      for (const scope of principal.scopes) held.add(impliedByWriting[scope] ?? scope);
    }
    const unmet = needs.find(({ rule }) => !rule.some((list) => list.every((scope) => held.has(scope))));
    return unmet ? insufficientScope(unmet.what, unmet.rule, principal.scopes) : null;
  }

  #needsOf({ document, operation }: Selected): readonly Need[] {
    const needs = new Map<string, Need>();
    const need = (what: string, rule: ScopeRule | undefined) => {
      if (rule && !needs.has(what)) needs.set(what, { what, rule });
    };
    const spread = new Set<string>();
    const visit = (set: SelectionSetNode, typeName: string): void => {
      need(`the type ${typeName}`, this.#rules.types.get(typeName));
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) this.#visitField(selection, typeName, need, visit);
        else if (selection.kind === Kind.INLINE_FRAGMENT) {
          visit(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = document.definitions.find(
            (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
          );
          if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
            visit(fragment.selectionSet, fragment.typeCondition.name.value);
          }
        }
      }
    };
    const root = this.#schema.getRootType(operation.operation);
    if (root) visit(operation.selectionSet, root.name);
    return [...needs.values()];
  }

  /** A field that there is not is somebody else's to tell of. */
  #visitField(
    field: FieldNode,
    typeName: string,
    need: (what: string, rule: ScopeRule | undefined) => void,
    visit: (set: SelectionSetNode, typeName: string) => void,
  ): void {
    const type = this.#schema.getType(typeName);
    const name = field.name.value;
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!definition) return;
    const place = `${typeName}.${name}`;
    need(`\`${rootTypes.has(typeName) ? name : place}\``, this.#rules.fields.get(place));
    if (field.selectionSet) visit(field.selectionSet, getNamedType(definition.type).name);
  }
}

/**
 * For what is no GraphQL (downloads, uploads, MCP).
 *
 * @param what as in a sentence: "an export"
 * @throws RondoError FORBIDDEN
 */
export function requireScopes(principal: Principal, what: string, rule: ScopeRule): void {
  if (rule.some((list) => list.every((scope) => principal.scopes.includes(scope)))) return;
  throw insufficientScope(what, rule, principal.scopes);
}

function hasAll({ scopes }: Principal): boolean {
  return allScopes.every((scope) => scopes.includes(scope));
}

/** `extensions.scopes`: what would have sufficed, the first way of those that there are. */
function insufficientScope(what: string, rule: ScopeRule, held: readonly Scope[]): RondoError {
  const wanted = rule.map((list) => list.join(' and ')).join(', or ');
  const has = held.length === 0 ? 'none' : held.join(', ');
  return new RondoError(ErrorCode.FORBIDDEN, `Expected a token with ${wanted} for ${what}, got one with ${has}.`, {
    scopes: [...(rule[0] ?? [])],
  });
}
