import { createClient } from 'graphql-ws';
import {
  type ConcreteRequest,
  commitMutation,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  type GraphQLTaggedNode,
  Network,
  Observable,
  RecordSource,
  type RequestParameters,
  requestSubscription,
  Store,
  type Variables,
} from 'relay-runtime';
import WebSocket from 'ws';
import { type Answer, type ClientLibrary, changeIn, codesOf, isRecord, operations, webSocketUrl } from './client.ts';

/** Relay over fetch and graphql-ws, as its guide and that of graphql-ws set up the network layer. */
export const relay: ClientLibrary = {
  name: 'Relay, fetch and graphql-ws',
  connect(url, token) {
    const authorization = `Bearer ${token}`;
    const socket = createClient({
      url: webSocketUrl(url),
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    });
    const send = async ({ text }: RequestParameters, variables: Variables): Promise<GraphQLResponse> => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: text, variables }),
      });
      return (await response.json()) as GraphQLResponse;
    };
    const subscribe = ({ text, name }: RequestParameters, variables: Variables) =>
      Observable.create<GraphQLResponse>((sink) =>
        socket.subscribe(
          { query: text ?? '', operationName: name, variables },
          {
            next: (result) => sink.next(result as GraphQLResponse),
            error: (error) => sink.error(error instanceof Error ? error : new RefusedSubscription(error)),
            complete: () => sink.complete(),
          },
        ),
      );
    const environment = new Environment({
      network: Network.create(send, subscribe),
      store: new Store(new RecordSource()),
    });
    return {
      async execute(operation, variables = {}): Promise<Answer> {
        try {
          const data =
            operation === 'viewer'
              ? await fetchQuery(environment, artifacts.viewer, {}).toPromise()
              : await mutate(environment, artifacts[operation], variables);
          return { data, codes: [] };
        } catch (error) {
          return { data: null, codes: codesIn(error) };
        }
      },
      subscribe(variables, listener) {
        const { dispose } = requestSubscription(environment, {
          subscription: artifacts.changes,
          variables,
          onNext: (data) => listener.heard(changeIn(data)),
          onError: (error) => listener.failed(codesIn(error)),
        });
        return dispose;
      },
      close: () => socket.dispose(),
    };
  },
};

/** What graphql-ws gives where the server refuses a subscription: GraphQL errors, which Relay wants in an Error. */
class RefusedSubscription extends Error {
  readonly source: { readonly errors: unknown };

  constructor(errors: unknown) {
    super('The subscription was refused.');
    this.source = { errors };
  }
}

function mutate(environment: Environment, mutation: GraphQLTaggedNode, variables: Variables): Promise<unknown> {
  return new Promise((resolve, reject) => {
    commitMutation(environment, { mutation, variables, onCompleted: resolve, onError: reject });
  });
}

function codesIn(error: unknown): unknown[] {
  return isRecord(error) && isRecord(error.source) ? codesOf(error.source.errors) : [String(error)];
}

/** For reading as for normalising. */
type Selection = ConcreteRequest['operation']['selections'][number] & ConcreteRequest['fragment']['selections'][number];

const scalar = (name: string): Selection => ({ alias: null, args: null, kind: 'ScalarField', name, storageKey: null });
const variable = (name: string) => ({ kind: 'Variable' as const, name, variableName: name });
const linked = (
  name: string,
  concreteType: string | null,
  selections: readonly Selection[],
  args: readonly ReturnType<typeof variable>[] | null = null,
): Selection => ({
  alias: null,
  args,
  concreteType,
  kind: 'LinkedField',
  name,
  plural: false,
  selections,
  storageKey: null,
});

/** What relay-compiler makes of a `graphql` tag. */
function artifact(
  text: string,
  operationKind: 'query' | 'mutation' | 'subscription',
  type: string,
  selections: readonly Selection[],
  variables: readonly string[] = [],
): ConcreteRequest {
  const name = /\w+ (\w+)/.exec(text)?.[1] ?? '';
  const argumentDefinitions = variables.map((each) => ({
    defaultValue: null,
    kind: 'LocalArgument' as const,
    name: each,
  }));
  return {
    fragment: { argumentDefinitions, kind: 'Fragment', metadata: null, name, selections, type, abstractKey: null },
    kind: 'Request',
    operation: { argumentDefinitions, kind: 'Operation', name, selections },
    params: { cacheID: name, id: null, metadata: {}, name, operationKind, text },
  };
}

const artifacts = {
  viewer: artifact(operations.viewer, 'query', 'Query', [linked('viewer', 'User', [scalar('id'), scalar('name')])]),
  create: artifact(
    operations.create,
    'mutation',
    'Mutation',
    [
      linked(
        'createTask',
        'TaskPayload',
        [linked('task', 'Task', [scalar('id'), scalar('title')]), scalar('eventId')],
        [variable('input')],
      ),
    ],
    ['input'],
  ),
  complete: artifact(
    operations.complete,
    'mutation',
    'Mutation',
    [linked('completeTask', 'TaskPayload', [linked('task', 'Task', [scalar('id')])], [variable('id')])],
    ['id'],
  ),
  changes: artifact(
    operations.changes,
    'subscription',
    'Subscription',
    [
      linked(
        'changes',
        null,
        [scalar('__typename'), scalar('id'), scalar('cursor'), scalar('type')],
        [variable('after')],
      ),
    ],
    ['after'],
  ),
};
