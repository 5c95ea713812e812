import type { OperationVariables, TypedDocumentNode, WatchQueryFetchPolicy } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { parse } from 'graphql/language/parser';
import { api } from './client.ts';
import type { TypedDocument } from './document.ts';

interface ApiOptions<Variables> {
  readonly variables: Variables;
  readonly fetchPolicy: WatchQueryFetchPolicy;
  readonly skip?: boolean;
}

/** A query that the component follows in Apollo's cache. */
export function useApi<Data, Variables extends OperationVariables>(
  document: TypedDocument<Data, Variables>,
  { variables, fetchPolicy, skip = false }: ApiOptions<NoInfer<Variables>>,
): useQuery.Result<Data, Variables, 'empty' | 'streaming' | 'complete'> {
  const options: useQuery.Options<Data, Variables> = { client: api, variables, fetchPolicy, skip };
  return useQuery<Data, Variables>(treeOf(document), options);
}

const trees = new Map<string, TypedDocumentNode<unknown, never>>();

/** Parsed once: Apollo knows documents by identity. */
function treeOf<Data, Variables>(document: TypedDocument<Data, Variables>): TypedDocumentNode<Data, Variables> {
  const tree = trees.get(document) ?? parse(document, { noLocation: true });
  trees.set(document, tree);
  return tree;
}
