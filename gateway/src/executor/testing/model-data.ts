/** The data of generated federations: it follows from the names of fields and the ids of objects. */
import { defaultFieldResolver, GraphQLError, type GraphQLFieldResolver } from 'graphql';
import { hash } from './random.ts';

export interface Field {
  readonly name: string;
  /** SDL: `[E1!]`. */
  readonly type: string;
  readonly args: boolean;
  /** Its named type's runtime types; empty for a leaf. */
  readonly targets: readonly string[];
  /** May be null or fail: not where other subgraphs depend on it. */
  readonly faulty: boolean;
}

type Source = Record<string, unknown>;

/** Implementations of the interface that one subgraph knows as one object. */
export const MEDIA = ['Book', 'Film'] as const;
/** `BLACK` is inaccessible. */
const COLORS = ['RED', 'GREEN', 'BLUE', 'BLACK'] as const;
/** Ids that entities have: few, so that they are met again. */
const POOL = 5;

/** Resolves every field of subgraphs and of the one schema alike. */
export function resolverOf(seed: number, fields: ReadonlyMap<string, Field>): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) => {
    const field = fields.get(info.fieldName);
    if (!field) return defaultFieldResolver(source, args, context, info);
    const object = (source ?? {}) as Source;
    return new Value(seed, field, object, args).of();
  };
}

class Value {
  readonly #field: Field;
  readonly #source: Source;
  readonly #place: string;

  constructor(seed: number, field: Field, source: Source, args: Record<string, unknown>) {
    this.#field = field;
    this.#source = source;
    // Not the type: it is `Media` in one subgraph and `Book` in another.
    this.#place = `${seed}/${field.name}/${idOf(source)}/${JSON.stringify(args)}`;
  }

  of(): unknown {
    const { name, type, faulty } = this.#field;
    if (name === 'id') return idOf(this.#source);
    if (name === 'sku') return `sku-${idOf(this.#source)}`;
    if (name === 'region') return `region-${idOf(this.#source)}`;
    if (name === 'derived') {
      const { hidden, needed } = this.#required();
      return `${hidden} and ${needed} of ${idOf(this.#source)}`;
    }
    if (name === 'costly') return `costs ${this.#source.priced ?? this.#other('priced', 'Int', { n: 7 }) ?? null}`;
    if (faulty && hash(`${this.#place}/fails`) % 23 === 0)
      throw new GraphQLError(`${name} fails`, { extensions: { code: 'FAULT' } });
    return this.#wrapped(type, this.#place);
  }

  /** What @requires brought; where the object is not of a representation, what it would have brought. */
  #required(): { hidden: unknown; needed: unknown } {
    const { hidden, needed } = this.#source;
    if (hidden !== undefined) return { hidden, needed: (needed as Source | null)?.width ?? null };
    const object = this.#other('needed', 'V1') as Source | null;
    return {
      hidden: this.#other('hidden', 'Int') ?? null,
      needed: object && (this.#other('width', 'Int', {}, object) ?? null),
    };
  }

  /** The value of another field, which never fails. */
  #other(name: string, type: string, args: Record<string, unknown> = {}, source = this.#source): unknown {
    const seed = Number(this.#place.split('/')[0]);
    const targets = type === 'V1' ? ['V1'] : [];
    return new Value(seed, { name, type, args: true, targets, faulty: false }, source, args).of();
  }

  #wrapped(type: string, place: string): unknown {
    if (type.endsWith('!')) {
      // Now and then null all the same: a subgraph's fault.
      if (this.#field.faulty && hash(`${place}/null!`) % 37 === 0) return null;
      return this.#wrapped(type.slice(0, -1), `${place}!`);
    }
    const isRequired = ['shown', 'needed', 'width', 'hidden', 'priced'].includes(this.#field.name);
    if (hash(`${place}/null`) % (isRequired ? 5 : 11) === 0 && !place.endsWith('!')) return null;
    if (type.startsWith('['))
      return Array.from({ length: hash(`${place}/length`) % 3 }, (_, i) =>
        this.#wrapped(type.slice(1, -1), `${place}[${i}]`),
      );
    return this.#named(type, place);
  }

  #named(type: string, place: string): unknown {
    const number = hash(place);
    const { targets } = this.#field;
    if (targets.length > 0) {
      const target = targets[number % targets.length] ?? '';
      if (target === 'V0' || target === 'V1') return { __typename: target, place };
      return targets.some((name) => name === 'Media' || name === 'Book')
        ? mediaOf(target, number)
        : { __typename: target, id: String(number % POOL) };
    }
    switch (type) {
      case 'Int':
        return number % 1000;
      case 'Float':
        return (number % 1000) / 4;
      case 'Boolean':
        return number % 2 === 0;
      case 'Color':
        return COLORS[number % (number % 7 === 0 ? 4 : 3)];
      case 'Json':
        return { any: [number % 10, null, { nested: 'value' }] };
      default:
        return `${type} ${number % 1000}`;
    }
  }
}

/** The subgraph with the interface knows of which type an entity is that another calls Media. */
export const referenceToMedia = (reference: object) => ({ ...reference, __typename: monolithTypeName(reference) });

/** Whether a book or a film follows from the id, so that Media of b is what a says it is. */
function mediaOf(target: string, number: number): Source {
  const id = String(number % POOL);
  if (target !== 'Book' && target !== 'Film') return { __typename: target, id };
  return { __typename: MEDIA[Number(id) % MEDIA.length], id };
}

/** What an object is told apart by: entities by id, however they are referred to; values by where they were made. */
function idOf(source: Source): string {
  if (typeof source.id === 'string') return source.id;
  if (typeof source.sku === 'string') return source.sku.slice('sku-'.length);
  return typeof source.place === 'string' ? source.place : 'root';
}

/** The runtime type that one schema of it all gives an object. */
export function monolithTypeName(source: unknown): string | undefined {
  const { __typename, id } = (source ?? {}) as Source;
  if (__typename === 'Media') return MEDIA[Number(id) % MEDIA.length];
  return typeof __typename === 'string' ? __typename : undefined;
}
