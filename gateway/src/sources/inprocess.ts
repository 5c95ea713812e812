import type { DocumentNode, ExecutionResult } from 'graphql';
import type { DataSource, RequestContext, SubgraphError, SubgraphResult } from './source.ts';

export interface InProcessRequest {
  readonly document: DocumentNode;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: RequestContext;
  readonly signal: AbortSignal;
}

/** A subgraph's own executor. It gets documents that are valid against its schema and kept for as long as their plan. */
export type InProcessExecutor = (request: InProcessRequest) => Promise<ExecutionResult> | ExecutionResult;

/** Calls a subgraph of the same process as a function: no serialisation of what it answers. */
export function inProcessSource(execute: InProcessExecutor): DataSource {
  return {
    async execute({ document, query, operationName, variables, context, cancellation }): Promise<SubgraphResult> {
      const result = await execute({ document, query, operationName, variables, context, signal: cancellation.signal });
      return {
        data: result.data as Record<string, unknown> | null | undefined,
        errors: result.errors?.map(
          (error): SubgraphError => ({ message: error.message, path: error.path, extensions: error.extensions }),
        ),
      };
    },
  };
}
