/**
 * 1 000 distinct operations, one after the other, to gateways that have just started: parsed, validated, planned and
 * executed for the first time each.
 *
 * `npm run bench -- planning [--quick] [GATEWAY…]`
 */
import { ask, type Federation, GATEWAYS, type Gateway, pick, startFederation } from './gateway/gateways.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

interface Result {
  readonly gateway: string;
  readonly msPerOperation: Spread;
  readonly timesStock?: number;
}

/** The proxy knows no operation but its own. */
const PLANNING = GATEWAYS.filter(({ name }) => name !== 'limit');

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const rounds = quick ? 1 : 5;
  const operations = Array.from({ length: quick ? 100 : 1_000 }, (_, i) => operation(i));
  const gateways = pick(PLANNING, args, ({ name }) => name);
  await using federation = await startFederation();
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++)
    for (const gateway of gateways) {
      const ms = await timeAll(federation, gateway, operations);
      times.set(gateway.name, [...(times.get(gateway.name) ?? []), ms / operations.length]);
    }
  const stock = times.has('stock') ? spreadOf(times.get('stock') ?? []).median : undefined;
  const results = [...times].map(([gateway, all]): Result => {
    const msPerOperation = spreadOf(all);
    return { gateway, msPerOperation, timesStock: stock && stock / msPerOperation.median };
  });
  printTable(
    results.map(({ gateway, msPerOperation: { median, min, max }, timesStock }) => ({
      gateway,
      'ms/operation': median.toFixed(2),
      spread: `${min.toFixed(2)}–${max.toFixed(2)}`,
      '× stock': timesStock?.toFixed(2) ?? '',
    })),
  );
  if (!quick) await writeResults('planning', results);
}

async function timeAll(federation: Federation, gateway: Gateway, operations: readonly string[]): Promise<number> {
  await using _started = await federation.start(gateway);
  const begin = performance.now();
  for (const query of operations) {
    const answer = await ask(gateway, query);
    if (answer.includes('"errors"')) throw new Error(`${gateway.name}: ${answer.slice(0, 500)}`);
  }
  return performance.now() - begin;
}

/** A selection over all four subgraphs that the number determines: its bits say what is there. */
function operation(number: number): string {
  const bit = (at: number) => ((number >> at) & 1) === 1;
  const product = `name ${bit(0) ? 'price' : ''} ${bit(1) ? 'weight' : ''} ${bit(2) ? 'inStock' : ''} ${bit(3) ? 'shippingEstimate' : ''}`;
  const author = `id ${bit(4) ? 'name' : ''} ${bit(5) ? 'birthday' : ''} ${bit(6) ? `favorite { ${product} }` : ''}`;
  const reviews = `reviews { id ${bit(7) ? 'body' : ''} author { ${author} } }`;
  return `query Operation${number} {
    me { name ${bit(8) ? 'username' : ''} reviews { rating product { ${product} ${reviews} } } }
    topProducts(first: 2) { upc ${bit(9) ? 'maker' : ''} ${product} ${reviews} }
  }`;
}
