import { RondoError } from '@rondo/platform/errors.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { executeRemotely } from '@rondo/platform/remote-executor.ts';
import { PRINCIPAL_HEADER } from '../auth/caller.ts';
import { type DataSource, type SubgraphError, type SubgraphResult, SubgraphUnavailable } from './source.ts';

/** A subgraph in another process, called through the sidecar with the signed principal. */
export function daprSource(platform: Platform, subgraph: string): DataSource {
  const execute = executeRemotely(platform, subgraph);
  return {
    async execute({ query, operationName, variables, context, cancellation }): Promise<SubgraphResult> {
      const principal = context.headers?.[PRINCIPAL_HEADER] ?? '';
      try {
        const answer = await execute({ query, operationName, variables, principal, signal: cancellation.signal });
        return { data: answer.data as SubgraphResult['data'], errors: answer.errors as SubgraphError[] | undefined };
      } catch (error) {
        if (!(error instanceof RondoError)) throw error;
        throw new SubgraphUnavailable(error.message, { code: error.code, cause: error });
      }
    },
  };
}
