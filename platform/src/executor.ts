import { ErrorCode } from '@rondo/schema/errors.ts';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { RondoError } from './errors.ts';
import type { Logger } from './log.ts';
import type { ServiceContext } from './service.ts';

export interface SubgraphRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  /** The principal as the gateway signed it. */
  principal: string;
}

export type SubgraphExecutor = (request: SubgraphRequest) => Promise<ExecutionResult>;

/** Operations that a subgraph keeps parsed: the gateway sends few distinct ones, its query plans' fetches. */
const documentCacheSize = 1_000;

/** Executes the gateway's operations on a subgraph's schema, with every error that no caller is meant to see masked. */
export function createExecutor(options: {
  schema: GraphQLSchema;
  log: Logger;
  /** Throws UNAUTHENTICATED where the signature does not hold. */
  contextFor(signedPrincipal: string): Promise<ServiceContext>;
}): SubgraphExecutor {
  const { schema, log } = options;
  const documents = new Map<string, DocumentNode>();

  function documentOf(query: string): DocumentNode {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query);
    const [problem] = validate(schema, document);
    if (problem) throw problem;
    if (documents.size >= documentCacheSize) documents.delete(documents.keys().next().value ?? '');
    documents.set(query, document);
    return document;
  }

  return async ({ query, operationName, variables, principal }) => {
    try {
      const contextValue = await options.contextFor(principal);
      const result = await execute({
        schema,
        document: documentOf(query),
        contextValue,
        ...(operationName ? { operationName } : {}),
        ...(variables ? { variableValues: variables } : {}),
      });
      return result.errors ? { ...result, errors: result.errors.map((error) => presentable(error, log)) } : result;
    } catch (error) {
      return { errors: [presentable(error, log)] };
    }
  };
}

/** An error as it may leave the service: ours as they are, faults of the request as BAD_USER_INPUT, all else as INTERNAL. */
function presentable(error: unknown, log: Logger): GraphQLError {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const position = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
  if (cause instanceof RondoError) {
    return new GraphQLError(cause.message, { ...position, extensions: cause.extensions });
  }
  if (cause instanceof GraphQLError) {
    return new GraphQLError(cause.message, { ...position, extensions: { code: ErrorCode.BAD_USER_INPUT } });
  }
  log.error({ err: cause }, 'a resolver failed');
  return new GraphQLError('Something went wrong on our side.', {
    ...position,
    extensions: { code: ErrorCode.INTERNAL },
  });
}
