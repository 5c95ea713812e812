import type { FetcherParams } from '@graphiql/toolkit';
import { type DocumentNode, Kind, parse } from 'graphql';

/**
 * What a run means, read from its own text. GraphiQL reads a tab's text a moment after the tab is shown, and a run in
 * that moment still has the name and the document of the tab before.
 */
export function ownOperation(params: FetcherParams): { params: FetcherParams; document: DocumentNode | undefined } {
  let document: DocumentNode;
  try {
    document = parse(params.query);
  } catch {
    // The server says what is wrong with it.
    return { params, document: undefined };
  }
  const names = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? [node.name?.value] : [],
  );
  if (names.includes(params.operationName ?? undefined)) return { params, document };
  const { operationName: _, ...rest } = params;
  // Of several, the server asks which one.
  const [only, ...others] = names;
  return { params: others.length === 0 && only ? { ...rest, operationName: only } : rest, document };
}
