import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  CombinedProtocolErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type ClientLibrary, type ConnectedClient, changeIn, codesOf, operations, webSocketUrl } from './client.ts';

const documents = {
  viewer: gql(operations.viewer),
  create: gql(operations.create),
  complete: gql(operations.complete),
  changes: gql(operations.changes),
};

/** Errors that end a multipart stream are the protocol's to Apollo Client, with the same codes. */
const codesIn = (error: unknown): unknown[] =>
  CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error) ? codesOf(error.errors) : [String(error)];

function connected(link: ApolloLink, close: () => void | Promise<void>): ConnectedClient {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return {
    async execute(operation, variables) {
      try {
        const { data } =
          operation === 'viewer'
            ? await client.query({ query: documents.viewer })
            : await client.mutate({ mutation: documents[operation], variables });
        return { data, codes: [] };
      } catch (error) {
        return { data: null, codes: codesIn(error) };
      }
    },
    subscribe(variables, listener) {
      const subscription = client.subscribe({ query: documents.changes, variables }).subscribe({
        next: ({ data, error }) => (error ? listener.failed(codesIn(error)) : listener.heard(changeIn(data))),
        error: (error) => listener.failed(codesIn(error)),
      });
      return () => subscription.unsubscribe();
    },
    async close() {
      client.stop();
      await close();
    },
  };
}

const httpLink = (uri: string, token: string) => new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } });

/** Subscriptions over Apollo's multipart protocol, which HttpLink uses by itself. */
export const apolloOverHttp: ClientLibrary = {
  name: 'Apollo Client 4, HttpLink',
  connect: (url, token) => connected(httpLink(url, token), () => {}),
};

export const apolloOverWebSocket: ClientLibrary = {
  name: 'Apollo Client 4, HttpLink and GraphQLWsLink',
  connect(url, token) {
    const socket = createClient({
      url: webSocketUrl(url),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const link = ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      httpLink(url, token),
    );
    return connected(link, () => socket.dispose());
  },
};
