import { ApolloGateway } from '@apollo/gateway';
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { type DocumentNode, type ExecutionResult, execute, parse, print } from 'graphql';
import type { Model } from './model.ts';

export interface StockGateway {
  execute(document: DocumentNode, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult>;
  stop(): Promise<void>;
}

/** The stock gateway with its own executor, over the same subgraphs. */
export async function startStock(model: Model): Promise<StockGateway> {
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const gateway = new ApolloGateway({
    supergraphSdl: model.supergraphSdl,
    logger: silent,
    buildService: ({ name }) => ({
      process: async ({ request }) => {
        const schema = model.subgraphs.get(name);
        if (!schema) throw new Error(`expected a subgraph, got ${name}`);
        const document = parse(request.query ?? '');
        const result = await execute({
          schema,
          document,
          variableValues: request.variables,
          fieldResolver: model.resolve,
        });
        return JSON.parse(JSON.stringify(result));
      },
    }),
  });
  const { executor } = await gateway.load({});
  return {
    execute: (document, variables) => {
      const context = {
        document,
        request: { variables, operationName: undefined },
        queryHash: print(document),
        logger: silent,
        metrics: {},
        context: {},
      };
      return executor(context as unknown as GatewayGraphQLRequestContext);
    },
    stop: () => gateway.stop(),
  };
}
