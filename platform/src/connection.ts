import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { z } from 'zod';
import { isDataException } from './database/sql-state.ts';
import { badInput, RondoError } from './errors.ts';
import type { Operation } from './operation.ts';
import { queryRows } from './query.ts';
import type { ServiceContext } from './service.ts';

/**
 * Relay connections (Cursor Connections Specification) over keyset pagination: a cursor is the sort key of its row, so
 * that pages stay put while rows change before them, and page 1 000 costs what page 1 does.
 */
export interface Connection<Node> {
  edges: { node: Node; cursor: string }[];
  nodes: Node[];
  pageInfo: PageInfoSource;
  /** Counted only when asked for. */
  totalCount(): Promise<number>;
}

export interface PageInfoSource {
  hasNextPage: boolean | (() => Promise<boolean>);
  hasPreviousPage: boolean | (() => Promise<boolean>);
  startCursor: string | null;
  endCursor: string | null;
}

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** What is listed: SQL over `$1…` params. */
export interface Listing {
  /** Columns to select. */
  select: string;
  /** Tables and joins. */
  from: string;
  /** A predicate. */
  where: string;
  params: readonly unknown[];
  /** The total order; its last term is unique. */
  order: readonly OrderTerm[];
  /** Run-time parameters of PostgreSQL that the statements depend on. */
  settings?: readonly Setting[];
}

export interface Setting {
  name: string;
  value: string;
}

export interface OrderTerm {
  /** An expression that is never null. */
  sql: string;
  /** Its PostgreSQL type, to cast a cursor's text to. */
  type: 'text' | 'timestamptz' | 'integer' | 'bigint' | 'real' | 'double precision';
  descending?: boolean;
}

const maximumPage = 100;
const defaultPage = 50;

interface Page {
  size: number;
  /** Counted from the end. */
  backward: boolean;
  after: string[] | null;
  before: string[] | null;
}

/**
 * One page of a listing as a connection. Refuses sizes outside 1 to 100 with BAD_USER_INPUT, and cursors that are not
 * of this order with CURSOR_INVALID. `toNode` makes a node of a row, inside the transaction that read it.
 */
export async function fetchPage<Row extends object, Node>(
  context: ServiceContext,
  listing: Listing,
  args: PageArguments,
  toNode: (row: Row, em: EntityManager) => Node,
): Promise<Connection<Node>> {
  const order = orderSignature(listing);
  const page = readPage(args, order, listing.order.length);
  const direction = (term: OrderTerm) => (Boolean(term.descending) !== page.backward ? 'desc' : 'asc');
  const params = [...listing.params];
  const bounds = [
    ...(page.after ? [beyond(listing.order, page.after, 'after', params)] : []),
    ...(page.before ? [beyond(listing.order, page.before, 'before', params)] : []),
  ];
  const keys = listing.order.map((term, index) => `(${term.sql})::text as "cursor_${index}"`);
  const work = async ({ em }: Operation) => {
    await applySettings(em, listing.settings);
    const rows = await queryRows<Row & Record<string, string>>(
      em,
      `select ${listing.select}, ${keys.join(', ')} from ${listing.from}
       where ${[listing.where, ...bounds].map((predicate) => `(${predicate})`).join(' and ')}
       order by ${listing.order.map((term) => `${term.sql} ${direction(term)}`).join(', ')}
       limit ${page.size + 1}`,
      params,
    );
    return rows.map((row) => ({ node: toNode(row, em), cursor: encodeCursor(order, keysOf(listing, row)) }));
  };
  const edges = await context.read(work).catch((error) => {
    // A forged cursor: its values are not of the terms' types.
    if (bounds.length > 0 && isDataException(error)) throw invalidCursor(page.after ? 'after' : 'before');
    throw error;
  });
  const more = edges.length > page.size;
  if (more) edges.pop();
  if (page.backward) edges.reverse();

  const beyondThisPage = (cursor: string[] | null, side: 'upTo' | 'from') => () =>
    cursor ? anyRow(context, listing, cursor, side) : Promise.resolve(false);
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.backward ? beyondThisPage(page.before, 'from') : more,
      hasPreviousPage: page.backward ? more : beyondThisPage(page.after, 'upTo'),
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => countRows(context, listing),
  };
}

function readPage(args: PageArguments, order: string, terms: number): Page {
  if (args.first != null && args.last != null) {
    throw badInput('last', 'Give `first` or `last`, not both.');
  }
  for (const name of ['first', 'last'] as const) {
    const size = args[name];
    if (size != null && (size < 1 || size > maximumPage)) {
      throw badInput(name, `Expected ${name} from 1 to ${maximumPage}, got ${size}. Page with \`after\` for more.`);
    }
  }
  return {
    size: args.first ?? args.last ?? defaultPage,
    backward: args.last != null,
    after: args.after == null ? null : decodeCursor('after', args.after, order, terms),
    before: args.before == null ? null : decodeCursor('before', args.before, order, terms),
  };
}

function keysOf(listing: Listing, row: Record<string, string>): string[] {
  return listing.order.map((_, index) => row[`cursor_${index}`] ?? '');
}

type Side = 'after' | 'before' | 'upTo' | 'from';

/** Rows strictly after or before a cursor, or up to and from it inclusively. Appends the cursor's values to `params`. */
function beyond(order: readonly OrderTerm[], cursor: readonly string[], side: Side, params: unknown[]): string {
  const placeholders = order.map((term, index) => {
    params.push(cursor[index]);
    return `$${params.length}::text::${term.type}`;
  });
  const forward = side === 'after' || side === 'from';
  const inclusive = side === 'upTo' || side === 'from';
  const operator = (term: OrderTerm) => (Boolean(term.descending) === forward ? '<' : '>');
  const operators = order.map(operator);
  const [first] = operators;
  if (operators.every((each) => each === first)) {
    // A row comparison is one range of a multicolumn index; the expanded form below is not.
    return `(${order.map((term) => term.sql).join(', ')}) ${first}${inclusive ? '=' : ''} (${placeholders.join(', ')})`;
  }
  const alternatives = order.map((term, index) => {
    const equal = order.slice(0, index).map((before, at) => `${before.sql} = ${placeholders[at]}`);
    const last = index === order.length - 1 && inclusive ? '=' : '';
    return `(${[...equal, `${term.sql} ${operators[index]}${last} ${placeholders[index]}`].join(' and ')})`;
  });
  return alternatives.join(' or ');
}

function anyRow(
  context: ServiceContext,
  listing: Listing,
  cursor: readonly string[],
  side: 'upTo' | 'from',
): Promise<boolean> {
  const params = [...listing.params];
  const bound = beyond(listing.order, cursor, side, params);
  return context.read(async ({ em }) => {
    await applySettings(em, listing.settings);
    const [row] = await queryRows<{ found: boolean }>(
      em,
      `select exists (select 1 from ${listing.from} where (${listing.where}) and (${bound})) as found`,
      params,
    );
    return row?.found ?? false;
  });
}

/** How many rows a listing has. */
export function countRows(
  context: ServiceContext,
  listing: Pick<Listing, 'from' | 'where' | 'params' | 'settings'>,
): Promise<number> {
  return context.read(async ({ em }) => {
    await applySettings(em, listing.settings);
    const [row] = await queryRows<{ count: number }>(
      em,
      `select count(*)::int as count from ${listing.from} where ${listing.where}`,
      listing.params,
    );
    return row?.count ?? 0;
  });
}

/** For the transaction of `em`, as SET LOCAL does. */
async function applySettings(em: EntityManager, settings: readonly Setting[] = []): Promise<void> {
  for (const { name, value } of settings) await queryRows(em, 'select set_config($1, $2, true)', [name, value]);
}

/** Tells the orders of listings apart, so that a cursor of another order is refused and not misread. */
function orderSignature(listing: Listing): string {
  const text = listing.order.map((term) => `${term.sql} ${term.descending ? 'desc' : 'asc'}`).join();
  return createHash('sha256').update(text).digest('base64url').slice(0, 6);
}

const cursorSchema = z.array(z.string()).min(2);

function encodeCursor(order: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

function decodeCursor(argument: string, cursor: string, order: string, terms: number): string[] {
  try {
    const [signature, ...values] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (signature === order && values.length === terms) return values;
  } catch {
    // Neither base64 nor JSON of ours: said below.
  }
  throw invalidCursor(argument);
}

function invalidCursor(argument: string): RondoError {
  return new RondoError(
    ErrorCode.CURSOR_INVALID,
    `\`${argument}\` is not a cursor of this list in this order. Take it from pageInfo or an edge of the same query, or leave it out.`,
    { argument },
  );
}
