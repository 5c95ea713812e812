/** A federation in memory, for tests. */
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';
import { type InProcessRequest, inProcessSource } from '../../sources/inprocess.ts';
import type { DataSource } from '../../sources/source.ts';
import { createExecutor, type Executor, type ExecutorOptions } from '../executor.ts';

export interface TestSubgraph {
  /** Without its @link: that is added. */
  readonly sdl: string;
  readonly resolvers?: GraphQLResolverMap<unknown>;
}

export interface SubgraphCall {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface TestFederation {
  readonly supergraphSdl: string;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly sources: ReadonlyMap<string, DataSource>;
  /** Every subgraph call, in order. */
  readonly calls: SubgraphCall[];
}

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject",
  "@tag", "@extends", "@composeDirective", "@context", "@fromContext", "@authenticated", "@requiresScopes",
  "@policy"])
`;

/** @throws Error with the composition's messages where the subgraphs do not compose */
export function federate(subgraphs: Readonly<Record<string, TestSubgraph>>): TestFederation {
  const services = Object.entries(subgraphs).map(([name, { sdl, resolvers }]) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(LINK + sdl),
    resolvers,
  }));
  const composed = composeServices(services);
  if (!composed.supergraphSdl) throw new Error(composed.errors?.map((error) => error.message).join('\n'));
  const schemas = new Map(
    services.map(({ name, typeDefs, resolvers }) => [name, buildSubgraphSchema([{ typeDefs, resolvers }])]),
  );
  const calls: SubgraphCall[] = [];
  const sources = new Map([...schemas].map(([name, schema]) => [name, recordingSource(name, schema, calls)]));
  return { supergraphSdl: composed.supergraphSdl, schemas, sources, calls };
}

/** Answers as a subgraph over HTTP would: validated, and as JSON. */
function recordingSource(subgraph: string, schema: GraphQLSchema, calls: SubgraphCall[]): DataSource {
  return inProcessSource(async ({ document, query, operationName, variables, context }: InProcessRequest) => {
    calls.push({ subgraph, query, variables });
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors };
    const result = await execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: context,
    });
    return JSON.parse(JSON.stringify(result));
  });
}

export function executorOf(federation: TestFederation, options: Partial<ExecutorOptions> = {}): Executor {
  return createExecutor({
    supergraph: federation.supergraphSdl,
    dataSources: (name) => {
      const source = federation.sources.get(name);
      if (!source) throw new Error(`no subgraph ${name}`);
      return source;
    },
    ...options,
  });
}

export interface Answer {
  readonly data?: unknown;
  /** In the order of their paths. */
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly code?: unknown;
  }[];
}

/** What a client gets: as JSON, of errors what matters. */
export async function ask(
  federation: TestFederation,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const executor = executorOf(federation);
  const document = parse(query);
  const invalid = validate(executor.apiSchema, document);
  if (invalid.length > 0) throw new Error(`expected a valid document: ${invalid[0]?.message}`);
  const { data, errors } = await executor.execute({ document, variables });
  return JSON.parse(
    JSON.stringify({
      data,
      errors: errors
        ?.map(({ message, path, extensions }) => ({ message, path, code: extensions.code }))
        .sort((a, b) => String(a.path).localeCompare(String(b.path))),
    }),
  );
}

/** Which subgraphs were called, in order, since it was last asked. */
export function callsMade({ calls }: TestFederation): string[] {
  return calls.splice(0).map(({ subgraph }) => subgraph);
}
