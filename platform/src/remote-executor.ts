import type { ExecutionResult } from 'graphql';
import type { SubgraphExecutor, SubgraphRequest } from './executor.ts';
import type { Platform } from './platform.ts';

/** The method by which a service in a process of its own takes the gateway's operations. */
export const GRAPHQL_METHOD = 'graphql';

/** Answers the gateway's operations from other processes. The executor itself verifies the principal. */
export function serveGraphql(platform: Platform, service: string, execute: SubgraphExecutor): Promise<AsyncDisposable> {
  return platform.serve(service, {
    [GRAPHQL_METHOD]: (input, principal) => execute({ ...(input as Omit<SubgraphRequest, 'principal'>), principal }),
  });
}

/**
 * Executes operations on a service in another process. Rejects with UNAVAILABLE where it can't be reached, and with the signal's
 * reason where the caller has left.
 */
export function executeRemotely(
  platform: Platform,
  service: string,
): (request: SubgraphRequest & { signal?: AbortSignal }) => Promise<ExecutionResult> {
  return async ({ principal, signal, ...input }) =>
    (await platform.invoke({ service, method: GRAPHQL_METHOD, input, principal, signal })) as ExecutionResult;
}
