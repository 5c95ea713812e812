import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
  user = test.signIn();
});
afterAll(() => test[Symbol.asyncDispose]());

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');
const everyType =
  '... on Task { title series { rule } } ... on Tag { name } ... on Series { rule } ... on Reminder { at } ... on User { name }';

/** By the attempt, so that none is planned already. */
type Bomb = (attempt: number) => string;

it.each<[string, Bomb]>([
  ['paths through an interface', (n) => `{ ${times(30, (i) => `a${n}_${i}: node(id: "x") { ${everyType} }`)} }`],
  [
    'conditions',
    (n) =>
      `query (${times(20, (i) => `$v${i}: Boolean! = true`)}) { ${times(20, (i) => `a${n}_${i}: viewer @include(if: $v${i}) { id name @skip(if: $v${i}) }`)} }`,
  ],
  [
    'entities within entities',
    (n) =>
      `{ a${n}: tasks(first: 1) { nodes { ${'series { tasks(first: 1) { nodes { tags { name } '.repeat(4)}id${' } } }'.repeat(4)} } } }`,
  ],
  ['fields', (n) => `{ ${times(95, (i) => `a${n}_${i}: task(id: "x") { id title status priority }`)} }`],
  [
    'fragments that double each other',
    (n) =>
      `{ a${n}: task(id: "x") { ...F12 } } ${times(12, (i) => `fragment F${i + 1} on Task { parent { ...F${i} } subtasks { ...F${i} } }`)} fragment F0 on Task { id }`,
  ],
  [
    'fragments on the types of an interface within each other',
    (n) => `{ a${n}: node(id: "x") { ${'... on Node { ... on Task { parent { '.repeat(8)}id${' } } }'.repeat(8)} } }`,
  ],
])('a bomb for the planner made of %s is refused, or answered, in less than 100 ms', async (_what, bomb) => {
  const took: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const began = process.cpuUsage();
    const { status } = await test.ask(bomb(attempt), {}, user);
    const { user: used, system } = process.cpuUsage(began);
    took.push((used + system) / 1_000);
    expect([200, 400]).toContain(status);
  }
  // Milliseconds of processor time, of client, gateway and subgraphs together: other processes may run in between.
  expect(Math.min(...took)).toBeLessThan(100);
});
