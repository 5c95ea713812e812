import { badInput, RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { BREAK, type DirectiveNode, type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { isLiteralNestedAtMost } from './nesting.ts';

/** Bounds on documents. GraphQL Armor's defaults are depth 6, aliases 15, directives 50; Apollo Router's 15 000 tokens and 2 MB. */
export interface DocumentLimits {
  /** Checked while parsing. */
  readonly tokens: number;
  /** Levels of fields; fragments add none. The introspection query of GraphiQL has 15. */
  readonly depth: number;
  /** What an alias costs is counted too (cost.ts); this bounds the response's keys. */
  readonly aliases: number;
  readonly directives: number;
  /** With each fragment counted wherever it is spread. Planning takes up to 0.2 ms a field; GraphiQL's introspection has 230. */
  readonly fields: number;
  /** Definitions of them. A fault of thousands, as one name given to all, takes seconds to tell of. */
  readonly variables: number;
  /** As of variables. */
  readonly arguments: number;
  /** Levels of lists and objects in one value, literal or variable. */
  readonly nesting: number;
}

export const defaultDocumentLimits: DocumentLimits = {
  tokens: 15_000,
  depth: 20,
  aliases: 100,
  directives: 50,
  fields: 500,
  variables: 250,
  arguments: 1_000,
  nesting: 32,
};

interface Size {
  depth: number;
  aliases: number;
  directives: number;
  fields: number;
  variables: number;
  arguments: number;
}

/**
 * What of a document exceeds the limits; null where nothing does. Comes before validation, whose time and whose plan
 * grow with what is counted here. Each fragment is measured once, so that fragments that double each other cost nothing.
 */
export function refusalOf(document: DocumentNode, limits: DocumentLimits): RondoError | null {
  const size = new Measure(document).size;
  for (const [name, unit] of [
    ['depth', 'levels of fields'],
    ['aliases', 'aliases'],
    ['directives', 'directives'],
    ['fields', 'fields'],
    ['variables', 'variables'],
    ['arguments', 'arguments'],
  ] as const) {
    if (size[name] > limits[name])
      return new RondoError(
        ErrorCode.BAD_USER_INPUT,
        `Expected at most ${limits[name]} ${unit}, got ${size[name]}. Split the operation.`,
      );
  }
  return deepValueOf(document, limits.nesting);
}

/** Values are gone through by recursion from here on: by validation, by the planner, by the subgraphs. */
function deepValueOf(document: DocumentNode, nesting: number): RondoError | null {
  let argument: string | undefined;
  visit(document, {
    enter(node) {
      if (node.kind !== Kind.ARGUMENT && node.kind !== Kind.VARIABLE_DEFINITION) return undefined;
      const value = node.kind === Kind.ARGUMENT ? node.value : node.defaultValue;
      if (!value || isLiteralNestedAtMost(value, nesting)) return false;
      argument = node.kind === Kind.ARGUMENT ? node.name.value : node.variable.name.value;
      return BREAK;
    },
  });
  return argument === undefined ? null : nestedTooDeep(argument, nesting);
}

export function nestedTooDeep(argument: string, levels: number): RondoError {
  return badInput(argument, `Expected lists and objects nested at most ${levels} deep.`);
}

class Measure {
  readonly #fragments: ReadonlyMap<string, { selectionSet: SelectionSetNode; directives?: readonly DirectiveNode[] }>;
  readonly #measured = new Map<string, Size>();
  readonly size: Size = { ...empty };

  constructor(document: DocumentNode) {
    const { definitions } = document;
    this.#fragments = new Map(
      definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
    for (const node of definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      add(this.size, this.#selections(node.selectionSet));
      addDirectives(this.size, node.directives);
      for (const variable of node.variableDefinitions ?? []) {
        this.size.variables++;
        addDirectives(this.size, variable.directives);
      }
    }
    // A fragment that no operation uses is measured as well.
    for (const name of this.#fragments.keys()) if (!this.#measured.has(name)) add(this.size, this.#fragment(name));
  }

  #selections({ selections }: SelectionSetNode): Size {
    const size: Size = { ...empty };
    for (const selection of selections) {
      addDirectives(size, selection.directives);
      if (selection.kind === Kind.FIELD) {
        size.fields++;
        if (selection.alias) size.aliases++;
        size.arguments += selection.arguments?.length ?? 0;
        const below = selection.selectionSet && this.#selections(selection.selectionSet);
        add(size, { ...(below ?? empty), depth: 1 + (below?.depth ?? 0) });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) add(size, this.#selections(selection.selectionSet));
      else add(size, this.#fragment(selection.name.value));
    }
    return size;
  }

  /** One that spreads itself counts as nothing there: validation refuses it. */
  #fragment(name: string): Size {
    const known = this.#measured.get(name);
    if (known) return known;
    this.#measured.set(name, empty);
    const fragment = this.#fragments.get(name);
    if (!fragment) return empty;
    const size = this.#selections(fragment.selectionSet);
    addDirectives(size, fragment.directives);
    this.#measured.set(name, size);
    return size;
  }
}

const empty: Readonly<Size> = { depth: 0, aliases: 0, directives: 0, fields: 0, variables: 0, arguments: 0 };

function addDirectives(size: Size, directives: readonly DirectiveNode[] = []): void {
  size.directives += directives.length;
  for (const directive of directives) size.arguments += directive.arguments?.length ?? 0;
}

function add(total: Size, part: Readonly<Size>): void {
  total.depth = Math.max(total.depth, part.depth);
  total.aliases += part.aliases;
  total.directives += part.directives;
  total.fields += part.fields;
  total.variables += part.variables;
  total.arguments += part.arguments;
}
