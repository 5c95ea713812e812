import { Client, type CombinedError, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import type { GraphQLFormattedError } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';
import {
  type ClientLibrary,
  type ConnectedClient,
  changeIn,
  codesOf,
  operations,
  type Variables,
  webSocketUrl,
} from './client.ts';

const codesIn = (error: CombinedError): unknown[] =>
  error.graphQLErrors.length > 0 ? codesOf(error.graphQLErrors) : [error.message];

function connected(client: Client, close: () => void | Promise<void>): ConnectedClient {
  return {
    async execute(operation, variables = {}) {
      const { data, error } =
        operation === 'viewer'
          ? await client.query(operations.viewer, {}).toPromise()
          : await client.mutation(operations[operation], variables).toPromise();
      return { data, codes: error ? codesIn(error) : [] };
    },
    subscribe(variables, listener) {
      const { unsubscribe } = client.subscription(operations.changes, variables).subscribe(({ data, error }) => {
        if (error) listener.failed(codesIn(error));
        else listener.heard(changeIn(data));
      });
      return unsubscribe;
    },
    close,
  };
}

const optionsFor = (url: string, token: string) => ({
  url,
  fetchOptions: { headers: { authorization: `Bearer ${token}` } },
});

export const urqlOverFetch: ClientLibrary = {
  name: 'urql, subscriptions by its fetchExchange',
  connect: (url, token) =>
    connected(
      new Client({ ...optionsFor(url, token), exchanges: [cacheExchange, fetchExchange], fetchSubscriptions: true }),
      () => {},
    ),
};

/** What subscriptionExchange asks for, of the clients of graphql-ws and graphql-sse alike. */
interface StreamClient {
  subscribe(
    payload: { query: string; variables?: Variables },
    sink: {
      next(result: { data?: Record<string, unknown> | null; errors?: readonly GraphQLFormattedError[] }): void;
      error(error: unknown): void;
      complete(): void;
    },
  ): () => void;
  dispose(): void | Promise<void>;
}

function withSubscriptionsOver(streams: StreamClient, url: string, token: string): ConnectedClient {
  const exchange = subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: streams.subscribe(
          { query, ...(variables ? { variables } : {}) },
          {
            next: ({ data, errors }) => sink.next({ data, errors }),
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          },
        ),
      }),
    }),
  });
  const client = new Client({ ...optionsFor(url, token), exchanges: [cacheExchange, fetchExchange, exchange] });
  return connected(client, () => streams.dispose());
}

export const urqlOverWebSocket: ClientLibrary = {
  name: 'urql, subscriptionExchange over graphql-ws',
  connect(url, token) {
    const socket = createWsClient({
      url: webSocketUrl(url),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    return withSubscriptionsOver(socket, url, token);
  },
};

export const urqlOverEvents: ClientLibrary = {
  name: 'urql, subscriptionExchange over graphql-sse',
  connect: (url, token) =>
    withSubscriptionsOver(createSseClient({ url, headers: { authorization: `Bearer ${token}` } }), url, token),
};
