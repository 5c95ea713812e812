import { ErrorCode } from '@rondo/schema/errors.ts';
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { documentOf, entityFields, onlyFields, withFieldsOfVariants } from './fetch-documents.ts';
import { directiveArgument, parseFieldSet } from './field-sets.ts';
import type { FetchNode, PlanNode, QueryPlan } from './planner.ts';
import { keysOfVariants, onlyRequired, type Required, selectionsOf, variantsIn } from './required-selections.ts';
import { fieldOfVariant, hasVariants } from './required-variants.ts';

/** Of plans over a supergraph {@link withVariantsOfRequired} makes plans that its subgraphs understand. */
export class VariantPlans {
  /** By subgraph, type and field. */
  readonly #required = new Map<string, Required>();
  readonly #schema: GraphQLSchema;

  constructor(supergraph: GraphQLSchema) {
    this.#schema = supergraph;
    const subgraphs = subgraphNames(supergraph);
    for (const type of Object.values(supergraph.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields()))
        for (const directive of field.astNode?.directives ?? []) {
          const fieldSet = directiveArgument(directive, 'join__field', 'requires');
          if (fieldSet === undefined || !hasVariants(fieldSet)) continue;
          const subgraph = subgraphs.get(directiveArgument(directive, 'join__field', 'graph') ?? '');
          this.#required.set(
            `${subgraph} ${type.name}.${field.name}`,
            variantsIn(selectionsOf(parseFieldSet(fieldSet))),
          );
        }
    }
  }

  /** @throws GraphQLError BAD_USER_INPUT where what is required can't be told apart */
  resolve(plan: QueryPlan): QueryPlan {
    if (this.#required.size === 0 || !plan.node) return plan;
    const { node } = plan;
    if (node.kind !== 'Subscription') return { ...plan, node: this.#node(node) };
    return { ...plan, node: { ...node, rest: node.rest && this.#node(node.rest) } };
  }

  #node(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Fetch':
        return inParallel(this.#fetches(node));
      case 'Flatten': {
        const child = this.#node(node.node);
        const parts = child.kind === 'Parallel' ? child.nodes : [child];
        return inParallel(parts.map((part) => ({ ...node, node: part })));
      }
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map((child) => this.#node(child)) };
      case 'Condition':
        return {
          ...node,
          ifClause: node.ifClause && this.#node(node.ifClause),
          elseClause: node.elseClause && this.#node(node.elseClause),
        };
      case 'Defer':
        return {
          ...node,
          primary: { ...node.primary, node: node.primary.node && this.#node(node.primary.node) },
          deferred: node.deferred.map((part) => ({ ...part, node: part.node && this.#node(part.node) })),
        };
    }
  }

  /** One for each set of variants that are values of the same fields: a representation has room for one of each. */
  #fetches(node: FetchNode): FetchNode[] {
    const present = variantsIn(node.requires ?? []);
    if (present.size === 0)
      return hasVariants(node.operation) ? [withFieldsOfVariants(node, documentOf(node))] : [node];
    const document = documentOf(node);
    if (present.values().every(({ size }) => size === 1)) return [withKeysOfFields(node, document)];
    const parts = this.#partsOf(node, document);
    const known = new Set(parts.flatMap(({ required }) => [...required.values()].flatMap((names) => [...names])));
    if (!present.values().every((names) => names.isSubsetOf(known))) throw inseparable(node);
    return parts.map(({ required, fields }) =>
      withKeysOfFields(
        { ...node, requires: onlyRequired(node.requires ?? [], required) },
        onlyFields(document, fields),
      ),
    );
  }

  #partsOf(node: FetchNode, document: DocumentNode): Part[] {
    const parts: Part[] = [];
    for (const { typeName, field } of entityFields(document)) {
      const required = this.#requiredBy(node.serviceName, typeName, field.name.value);
      let part = parts.find((each) => fits(each.required, required));
      if (!part) {
        part = { required: new Map(), fields: new Set() };
        parts.push(part);
      }
      for (const [path, names] of required) part.required.set(path, names);
      part.fields.add(field);
    }
    return parts;
  }

  #requiredBy(subgraph: string, typeName: string, field: string): Required {
    const type = this.#schema.getType(typeName);
    const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
    for (const name of [typeName, ...interfaces.map((each) => each.name)]) {
      const required = this.#required.get(`${subgraph} ${name}.${field}`);
      if (required) return required;
    }
    return NOTHING;
  }
}

const NOTHING: Required = new Map();

/** Fields of one fetch for which the same representations do. */
interface Part {
  readonly required: Map<string, ReadonlySet<string>>;
  readonly fields: Set<FieldNode>;
}

function fits(one: Required, other: Required): boolean {
  return other.entries().every(([path, names]) => (one.get(path) ?? names).symmetricDifference(names).size === 0);
}

function inParallel(nodes: PlanNode[]): PlanNode {
  const [only, ...more] = nodes;
  return only && more.length === 0 ? only : { kind: 'Parallel', nodes };
}

/** Sends the value of a variant under the field's own name. */
function withKeysOfFields(node: FetchNode, document: DocumentNode): FetchNode {
  const renamers = keysOfVariants(node.requires ?? []).map(
    (path) => ({ kind: 'KeyRenamer', path, renameKeyTo: fieldOfVariant(path.at(-1) ?? '') ?? '' }) as const,
  );
  // Before other rewrites: conditions on types are on those that entities had before.
  return withFieldsOfVariants({ ...node, inputRewrites: [...renamers, ...(node.inputRewrites ?? [])] }, document);
}

/** By their names in the enum `join__Graph`. */
function subgraphNames(supergraph: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = supergraph.getType('join__Graph');
  const names = new Map<string, string>();
  for (const { name, astNode } of isEnumType(graphs) ? graphs.getValues() : [])
    for (const directive of astNode?.directives ?? [])
      names.set(name, directiveArgument(directive, 'join__graph', 'name') ?? name);
  return names;
}

function inseparable({ serviceName }: FetchNode): GraphQLError {
  return new GraphQLError(
    `What is selected requires the same field with different arguments, which can't be told apart for the ${serviceName} service: ask for the object twice, under two aliases.`,
    { extensions: { code: ErrorCode.BAD_USER_INPUT } },
  );
}
