import { ClientError, GraphQLClient } from 'graphql-request';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';
import {
  type Answer,
  type ClientLibrary,
  type ConnectedClient,
  changeIn,
  codesOf,
  operations,
  type Variables,
  webSocketUrl,
} from './client.ts';

export const graphqlRequest: ClientLibrary = {
  name: 'graphql-request',
  connect(url, token) {
    const client = new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } });
    return {
      async execute(operation, variables) {
        try {
          return { data: await client.request(operations[operation], variables), codes: [] };
        } catch (error) {
          return { data: null, codes: error instanceof ClientError ? codesOf(error.response.errors) : [String(error)] };
        }
      },
      close: () => {},
    };
  },
};

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** What the graphql-ws and graphql-sse clients have in common: all kinds of operations by `subscribe`. */
interface StreamClient {
  subscribe(
    payload: { query: string; variables?: Variables },
    sink: { next(result: Result): void; error(error: unknown): void; complete(): void },
  ): () => void;
  dispose(): void | Promise<void>;
}

function connected(client: StreamClient): ConnectedClient {
  return {
    execute: (operation, variables) =>
      new Promise<Answer>((resolve) => {
        const payload = { query: operations[operation], ...(variables ? { variables } : {}) };
        let answer: Answer = { data: null, codes: [] };
        client.subscribe(payload, {
          next: ({ data, errors }) => {
            answer = { data, codes: codesOf(errors) };
          },
          error: (error) => resolve({ data: null, codes: codesOf(error) }),
          complete: () => resolve(answer),
        });
      }),
    subscribe: (variables, listener) =>
      client.subscribe(
        { query: operations.changes, variables },
        {
          next: ({ data, errors }) => (errors ? listener.failed(codesOf(errors)) : listener.heard(changeIn(data))),
          error: (error) => listener.failed(codesOf(error)),
          complete: () => {},
        },
      ),
    close: () => client.dispose(),
  };
}

export const graphqlWs: ClientLibrary = {
  name: 'graphql-ws',
  connect: (url, token) =>
    connected(
      createWsClient({
        url: webSocketUrl(url),
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}` },
      }),
    ),
};

export const graphqlSse: ClientLibrary = {
  name: 'graphql-sse',
  connect: (url, token) => connected(createSseClient({ url, headers: { authorization: `Bearer ${token}` } })),
};
