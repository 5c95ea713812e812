/**
 * Generated federations whose data follows from names and ids alone: whatever subgraph is asked gives the same answer,
 * and so does one schema of it all, which is what a gateway's answers are compared with.
 */
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { type GraphQLFieldResolver, type GraphQLSchema, parse } from 'graphql';
import { LINK } from './federation.ts';
import { type Field, MEDIA, referenceToMedia, resolverOf } from './model-data.ts';
import { Random } from './random.ts';

export interface Model {
  readonly supergraphSdl: string;
  readonly subgraphs: ReadonlyMap<string, GraphQLSchema>;
  /** For subgraphs and for the one schema alike. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
}

const SUBGRAPHS = ['a', 'b', 'c'] as const;
const ENTITIES = ['E0', 'E1', 'E2', 'E3'] as const;
const LEAVES = ['Int', 'String', 'Float', 'Boolean', 'ID', 'Color', 'Json'] as const;

/** @throws Error where the generated subgraphs do not compose: a fault of the generator */
export function generateModel(seed: number): Model {
  const builder = new ModelBuilder(seed);
  const services = SUBGRAPHS.map((name) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: parse(LINK + builder.sdlOf(name)),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`seed ${seed}: ${errors?.map(({ message }) => message).join('\n')}`);
  return {
    supergraphSdl,
    subgraphs: new Map(
      services.map(({ name, typeDefs }) => {
        const resolvers: GraphQLResolverMap<unknown> =
          name === 'a' ? { Media: { __resolveReference: referenceToMedia } } : {};
        return [name, buildSubgraphSchema([{ typeDefs, resolvers }])];
      }),
    ),
    resolve: resolverOf(seed, builder.fields),
  };
}

class ModelBuilder {
  readonly fields = new Map<string, Field>();
  readonly #random: Random;
  readonly #sdl = new Map<string, string>();
  #count = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    const types = new Map(SUBGRAPHS.map((name) => [name, new Map<string, string[]>()]));
    const add = (subgraph: (typeof SUBGRAPHS)[number], type: string, ...lines: string[]) => {
      const known = types.get(subgraph);
      known?.set(type, [...(known.get(type) ?? []), ...lines]);
    };
    this.#entities(add);
    this.#media(add);
    this.#values(add);
    for (const subgraph of SUBGRAPHS) {
      for (let i = 0; i < 4; i++) add(subgraph, 'type Query', this.#field(subgraph, true));
      add(subgraph, 'type Mutation', this.#field(subgraph, true));
    }
    this.#fixed('provided', 'E2', ['E2']);
    add('b', 'type Query', 'provided: E2 @provides(fields: "shown")');
    for (const [name, known] of types)
      this.#sdl.set(
        name,
        [...known].map(([type, lines]) => `${type} { ${lines.join(' ')} }`).join('\n') + this.#abstract(name),
      );
  }

  sdlOf(subgraph: string): string {
    return this.#sdl.get(subgraph) ?? '';
  }

  #entities(add: (subgraph: (typeof SUBGRAPHS)[number], type: string, ...lines: string[]) => void): void {
    for (const entity of ENTITIES) {
      // E3 is known by sku alone in b, by id alone in c.
      for (const subgraph of SUBGRAPHS) {
        const keys = entity !== 'E3' ? ['id'] : { a: ['id', 'sku'], b: ['sku'], c: ['id'] }[subgraph];
        const compound = entity === 'E1' ? 'id region' : undefined;
        const shared = entity !== 'E3' ? ' implements Named' : '';
        const head = `type ${entity}${shared} ${keys.map((key) => `@key(fields: "${compound ?? key}")`).join(' ')}`;
        add(subgraph, head, ...keys.map((key) => `${key}: ID!`));
        if (compound) add(subgraph, head, 'region: String!');
        if (shared) add(subgraph, head, 'label: String @shareable');
        for (let i = this.#random.below(3); i >= 0; i--) add(subgraph, head, this.#field(subgraph));
        if (entity === 'E0') this.#requires(subgraph, (line) => add(subgraph, head, line));
        if (entity === 'E2' && subgraph === 'a') add(subgraph, head, 'shown: String @shareable');
        if (entity === 'E2' && subgraph === 'b') add(subgraph, head, 'shown: String @external');
        if (entity === 'E2' && subgraph === 'c') add(subgraph, head, 'moved: Int @override(from: "a")');
        if (entity === 'E2' && subgraph === 'a') add(subgraph, head, 'moved: Int');
        if (subgraph !== 'c') add(subgraph, head, `shape${entity}: V0 @shareable`);
      }
      this.#fixed(`shape${entity}`, 'V0', ['V0']);
    }
    this.#fixed('label', 'String', [], true);
    this.#fixed('moved', 'Int', [], true);
    this.#fixed('shown', 'String', []);
    this.#fixed('region', 'String!', []);
    this.#fixed('id', 'ID!', []);
    this.#fixed('sku', 'ID!', []);
    this.#fixed('hidden', 'Int', []);
    this.#fixed('needed', 'V1', ['V1']);
    this.#fixed('derived', 'String', [], true);
    this.#fixed('priced', 'Int', []);
    this.#fixed('costly', 'String', [], true);
  }

  /** A field of b that needs a hidden scalar and an object's field of a. */
  #requires(subgraph: string, add: (line: string) => void): void {
    if (subgraph === 'a') add('hidden: Int @inaccessible needed: V1 priced(n: Int = 2, kind: Color): Int');
    if (subgraph !== 'b') return;
    add('hidden: Int @external needed: V1 @external derived: String @requires(fields: "hidden needed { width }")');
    add('priced(n: Int = 2, kind: Color): Int @external costly: String @requires(fields: "priced(n: 7)")');
  }

  #media(add: (subgraph: (typeof SUBGRAPHS)[number], type: string, ...lines: string[]) => void): void {
    const own = ['id: ID!', this.#field('a'), this.#field('a')];
    add('a', 'interface Media @key(fields: "id")', ...own);
    for (const type of MEDIA) add('a', `type ${type} implements Media @key(fields: "id")`, ...own, this.#field('a'));
    add('b', 'type Media @key(fields: "id") @interfaceObject', 'id: ID!', this.#field('b'), this.#field('b'));
    add('c', 'type Book @key(fields: "id")', 'id: ID!', this.#field('c'));
    add('c', 'type Film @key(fields: "id")', 'id: ID!', this.#field('c'));
  }

  /** V0 has a field in a that b lacks and one in b that a lacks; V1 is the same everywhere. */
  #values(add: (subgraph: (typeof SUBGRAPHS)[number], type: string, ...lines: string[]) => void): void {
    this.#fixed('width', 'Int', []);
    const nested = this.#field('c');
    const shared = ['width: Int @shareable', `${nested} @shareable`];
    add('a', 'type V0', 'size: Int', 'color: Color @shareable');
    add('b', 'type V0', 'weight: Float', 'color: Color @shareable');
    this.#fixed('size', 'Int', [], true);
    this.#fixed('weight', 'Float', [], true);
    this.#fixed('color', 'Color', [], true);
    for (const subgraph of SUBGRAPHS) add(subgraph, 'type V1', ...shared);
  }

  #abstract(subgraph: string): string {
    const media = subgraph === 'a' ? ' | Book | Film' : '';
    return `
      interface Named { label: String }
      union Any = E0 | E2 | V1${media}
      enum Color { RED GREEN BLUE BLACK @inaccessible }
      scalar Json`;
  }

  #fixed(name: string, type: string, targets: readonly string[], faulty = false): void {
    this.fields.set(name, { name, type, args: false, targets, faulty });
  }

  /** A field with a name of its own. */
  #field(subgraph: (typeof SUBGRAPHS)[number], isRoot = false): string {
    const name = `f${this.#count++}`;
    const isLeaf = this.#random.chance(isRoot ? 10 : 50);
    const any = ['E0', 'E2', 'V1', ...(subgraph === 'a' ? MEDIA : [])];
    const composites: Readonly<Record<string, readonly string[]>> = {
      ...Object.fromEntries([...ENTITIES, 'V1'].map((type) => [type, [type]])),
      Named: ['E0', 'E1', 'E2'],
      Any: any,
      Media: subgraph === 'a' ? MEDIA : ['Media'],
    };
    const named = isLeaf
      ? this.#random.pick(LEAVES)
      : this.#random.pick(Object.keys(composites).filter((type) => type !== 'Media' || subgraph !== 'c'));
    const type = this.#wrap(named);
    const args = this.#random.chance(25);
    this.fields.set(name, { name, type, args, targets: composites[named] ?? [], faulty: true });
    return `${name}${args ? '(n: Int = 2, kind: Color)' : ''}: ${type}`;
  }

  #wrap(named: string): string {
    const element = `${named}${this.#random.chance(35) ? '!' : ''}`;
    const list = this.#random.pick([element, element, `[${element}]`, `[[${element}]]`, `[${element}]`]);
    return list.startsWith('[') && this.#random.chance(35) ? `${list}!` : list;
  }
}
