import { OperationTypeNode } from 'graphql';
import { expect, test, vi } from 'vitest';
import type { FetchEnd } from '../executor/dispatch.ts';
import { reportFailures } from './failures.ts';

test('an operator is told once a second why a subgraph does not answer, and how often it did not', () => {
  vi.useFakeTimers({ now: 0, toFake: ['performance'] });
  vi.advanceTimersByTime(10_000);
  const log: string[] = [];
  const observe = reportFailures((message) => log.push(message));
  const fetch = (subgraph: string): FetchEnd | undefined =>
    observe({ subgraph, kind: OperationTypeNode.QUERY, operationName: undefined, representations: 0, context: {} });
  fetch('goods')?.('unavailable', new Error('goods: ECONNREFUSED'));
  fetch('goods')?.('timeout', new Error('late'));
  fetch('goods')?.('unavailable', new Error('goods: reset'));
  fetch('sales')?.('timeout', new Error('sales did not answer within 5 ms'));
  for (const outcome of ['ok', 'errors', 'cancelled'] as const) fetch('stock')?.(outcome, new Error('no failure'));
  vi.advanceTimersByTime(1_000);
  fetch('goods')?.('unavailable', new Error('goods: HTTP 502'));
  vi.useRealTimers();
  expect(log).toEqual([
    'No answer of the subgraph goods: goods: ECONNREFUSED',
    'No answer of the subgraph sales: sales did not answer within 5 ms',
    'No answer of the subgraph goods: goods: HTTP 502 (and 2 more since it was last told)',
  ]);
});
