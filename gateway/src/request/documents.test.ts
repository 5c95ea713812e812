import { buildSchema, type GraphQLError } from 'graphql';
import { expect, it, test } from 'vitest';
import { Documents, isRefused } from './documents.ts';
import { defaultDocumentLimits } from './limits.ts';

const schema = buildSchema(`
  type Query { me: User node(id: ID, ids: [ID!], filter: Filter): User }
  type User { id: ID name: String email: String friend: User }
  type Subscription { changes: User }
  input Filter { text: String and: [Filter!] }`);
const documents = () => new Documents({ schema, limits: defaultDocumentLimits, introspection: true });

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');
const blank = (lines: number) => '\n'.repeat(lines);

function errorsOf(text: string): readonly GraphQLError[] {
  const prepared = documents().prepareText(text);
  return isRefused(prepared) ? prepared : [];
}

test.each<[string, string]>([
  ['thousands of variables of one name', `query (${times(3_700, () => '$v: Int')}) { me { id } }`],
  ['thousands of unused variables', `query (${times(3_700, (i) => `$v${i}: Int`)}) { me { id } }`],
  ['one argument thousands of times', `{ node(${times(4_900, () => 'id: 1')}) { id } }`],
  ['a directive with one argument thousands of times', `{ me @skip(${times(4_500, () => 'if: true')}) { id } }`],
  [
    'variables of one name with a megabyte of blank lines between',
    `query (${times(240, () => `$v: Int${blank(5_000)}`)}) { me { id } }`,
  ],
  [
    'unknown types with two megabytes of blank lines between',
    `query (${times(240, (i) => `$v${i}: X${blank(8_000)}`)}) { me { id } }`,
  ],
  [
    'fields that conflict, with a megabyte of blank lines between',
    `{ ${times(20, (i) => `me { ${times(4, (j) => `a${j}: ${i % 2 ? 'name' : 'id'}${blank(10_000)}`)} }`)} }`,
  ],
  ['fragments that nobody uses', `{ me { id } } ${times(490, (i) => `fragment F${i} on User { id }`)}`],
  ['lists that conflict', `{ ${times(240, (i) => `node(ids: [${i}]) { id }`)} }`],
])('%s are refused within 100 ms', (_what, text) => {
  const took: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const began = process.cpuUsage();
    const refused = documents().prepare(text, null);
    const { user, system } = process.cpuUsage(began);
    took.push((user + system) / 1_000);
    if (!isRefused(refused)) throw new Error('expected a refusal');
    expect(refused.length).toBeLessThanOrEqual(21);
  }
  // Milliseconds of processor time: other processes may run in between.
  expect(Math.min(...took)).toBeLessThan(100);
});

it('says where an error is, unless the document has thousands of lines', () => {
  const [error] = errorsOf(`{ me {${blank(1_000)}nothing } }`);
  expect(error).toMatchObject({ locations: [{ line: 1_001, column: 1 }] });
  const [far] = errorsOf(`{ me {${blank(5_000)}nothing } }`);
  expect(far).toMatchObject({ message: 'Cannot query field "nothing" on type "User".', locations: undefined });
});

it.each([
  ['{ node(ids: [1, {}]) { id } }', 'ids.1'],
  ['{ node(filter: { and: [{ text: "a" }, { text: 1 }] }) { id } }', 'filter.and.1.text'],
  ['{ me { id } node(id: 1, id: 2) { id } }', 'id'],
  ['query ($f: String) { node(filter: $f) { id } }', 'filter'],
])('names the argument that an error is in: %s', (text, argument) => {
  const [error] = errorsOf(text);
  expect(error?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument });
});

it('refuses a subscription whose one field depends on a variable, which the rule for it throws', () => {
  const [error] = errorsOf('subscription ($no: Boolean = false) { changes @skip(if: $no) { id } }');
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});
