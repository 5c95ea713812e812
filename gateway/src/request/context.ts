import { randomUUID } from 'node:crypto';
import type { Authenticator, Caller } from '../auth/caller.ts';
import type { GatewayContext } from '../executor/apollo.ts';
import type { CostReport } from './admission.ts';

/** What one operation is executed with; the virtual subgraph's resolvers get it too. Without a prototype of its own: Apollo Server copies it. */
export interface OperationContext extends GatewayContext {
  readonly requestId: string;
  readonly caller: Caller;
  /** Points of this operation; known once it has been admitted or refused. */
  cost: number;
  /** The budget as `rateLimit` and `extensions.cost` say it. */
  readonly report: () => Promise<CostReport>;
}

/**
 * Its fetches are shared within the operation only: an answer that was already under way for an earlier request might not
 * know what the caller has changed since.
 */
export async function createContext(
  caller: Caller,
  scope: {
    readonly authenticator: Authenticator;
    readonly report: (caller: Caller, requested: number) => Promise<CostReport>;
    readonly signal?: AbortSignal;
  },
): Promise<OperationContext> {
  const requestId = randomUUID();
  return {
    requestId,
    principalKey: requestId,
    headers: await scope.authenticator.headersFor(caller.principal),
    caller,
    cost: 0,
    report: () => scope.report(caller, 0),
    ...(scope.signal ? { signal: scope.signal } : {}),
  };
}
