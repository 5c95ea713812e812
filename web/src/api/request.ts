import type { TypedDocument, VariablesArgument } from './document.ts';
import { type Failure, failureOfAnswer } from './errors.ts';

/** Longer than the server takes for anything; a connection that has died without a word ends by it. */
const LONGEST_MS = 30_000;

/** A call that did not succeed. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Sends one operation and returns its data. It passes no cache: for what the replica keeps and for every mutation. Screens that
 * read other things follow them in Apollo's cache, by `useApi`; that the first list needs nothing of Apollo spares it 40 kB.
 * @throws RequestError as the server says; whatever `fetch` throws where it can't be reached
 */
export async function request<Data, Variables>(
  query: TypedDocument<Data, Variables>,
  ...[variables]: VariablesArgument<Variables>
): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const text = await response.text();
  const failure = failureOfAnswer(response.status, text);
  if (failure) throw new RequestError(failure);
  return (JSON.parse(text) as { data: Data }).data;
}
