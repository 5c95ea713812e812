import { isDeepStrictEqual } from 'node:util';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { inProcessSource } from '../sources/inprocess.ts';
import { createExecutor, type Executor } from './executor.ts';
import { generateModel, type Model } from './testing/model.ts';
import { monolithTypeName } from './testing/model-data.ts';
import { generateOperation } from './testing/operations.ts';
import { Random } from './testing/random.ts';
import { startStock } from './testing/stock.ts';

const SUPERGRAPHS = Number(process.env.DIFFERENTIAL_SUPERGRAPHS ?? 24);
const OPERATIONS = Number(process.env.DIFFERENTIAL_OPERATIONS ?? 100);
const FIRST_SEED = Number(process.env.DIFFERENTIAL_SEED ?? 1);

interface Tally {
  compared: number;
  withErrors: number;
  /** Planning throws, here and at stock. */
  planningFails: number;
  /** Both respond alike, though not as one schema does: the plan is wrong. */
  plansWrong: number;
  /** Where the stock executor does not respond as one schema does. */
  stockDiffers: number;
}

test('generated operations over generated supergraphs get what one schema of it all answers, and what stock answers where it obeys', {
  timeout: 600_000,
}, async () => {
  const tally: Tally = { compared: 0, withErrors: 0, planningFails: 0, plansWrong: 0, stockDiffers: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SUPERGRAPHS; seed++) await compare(seed, tally);
  expect(tally.compared).toBeGreaterThan(SUPERGRAPHS * OPERATIONS * 0.5);
  expect(tally.withErrors).toBeGreaterThan(tally.compared * 0.1);
  expect(tally.planningFails).toBeLessThan(tally.compared * 0.1);
  expect(tally.plansWrong).toBeLessThan(Math.max(2, tally.compared * 0.001));
  expect(tally.stockDiffers).toBeLessThan(tally.compared * 0.1);
  if (process.env.DIFFERENTIAL_VERBOSE) process.stdout.write(`${JSON.stringify(tally)}\n`);
});

async function compare(seed: number, tally: Tally): Promise<void> {
  const model = generateModel(seed);
  const executor = executorFor(model);
  const stock = await startStock(model);
  const random = new Random(seed * 7919);
  try {
    for (let i = 0; i < OPERATIONS; i++) {
      const { query, variables } = generateOperation(executor.apiSchema, random);
      const document = parse(query);
      if (validate(executor.apiSchema, document).length > 0) continue;
      const expected = await executeAsOneSchema(executor.apiSchema, model, document, variables);
      const actual = await executor.execute({ document, variables }).then(json, (error: Error) => error);
      const reference = json(
        await stock.execute(document, variables).catch((error: Error) => ({ error: error.message })),
      );
      if (actual instanceof Error) {
        // A fault of the planner, which both have.
        expect(reference).toEqual({ error: actual.message });
        tally.planningFails++;
        continue;
      }
      const where = `seed ${seed}, operation ${i}\n${query}\n${JSON.stringify(variables)}`;
      if (!isDeepStrictEqual(actual.data, expected.data) && isDeepStrictEqual(actual.data, reference.data)) {
        tally.plansWrong++;
        continue;
      }
      expect(JSON.stringify(actual.data, null, 1), where).toBe(JSON.stringify(expected.data, null, 1));
      expect(explained(actual), where).toEqual(explained(expected));
      tally.compared++;
      if (expected.errors) tally.withErrors++;
      if (!isDeepStrictEqual(reference.data, expected.data)) tally.stockDiffers++;
    }
  } finally {
    await stock.stop();
  }
}

function executorFor(model: Model): Executor {
  return createExecutor({
    supergraph: model.supergraphSdl,
    dataSources: (name) =>
      inProcessSource(async ({ document, variables }) => {
        const schema = model.subgraphs.get(name);
        if (!schema) throw new Error(`expected a subgraph, got ${name}`);
        const errors = validate(schema, document);
        if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
        const result = await execute({ schema, document, variableValues: variables, fieldResolver: model.resolve });
        return JSON.parse(JSON.stringify(result));
      }),
  });
}

interface Response {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: readonly (string | number)[] }[];
}

const json = (result: unknown): Response => JSON.parse(JSON.stringify(result));

async function executeAsOneSchema(
  schema: GraphQLSchema,
  model: Model,
  document: ReturnType<typeof parse>,
  variableValues: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const typeResolver = monolithTypeName;
  return json(await execute({ schema, document, variableValues, fieldResolver: model.resolve, typeResolver }));
}

/** The places of the response that are null for an error, each with whether it has one. */
function explained({ data, errors }: Response): string[] {
  const places = new Set<string>();
  for (const { path = ['no path'] } of errors ?? []) places.add(JSON.stringify(nullOn(path, data)));
  return [...places].sort();
}

/** The first null on the way that an error's path leads. */
function nullOn(path: readonly (string | number)[], data: unknown): readonly (string | number)[] {
  let value = data;
  for (const [i, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, i);
    value = (value as Record<string | number, unknown>)[key];
  }
  return value === null || value === undefined ? path : ['not null:', ...path];
}
