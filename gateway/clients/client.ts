/** The operations that each client library is tried with. */
export const operations = {
  viewer: 'query ClientViewer { viewer { id name } }',
  create: 'mutation ClientCreate($input: CreateTaskInput!) { createTask(input: $input) { task { id title } eventId } }',
  complete: 'mutation ClientComplete($id: ID!) { completeTask(id: $id) { task { id } } }',
  changes: 'subscription ClientChanges($after: String) { changes(after: $after) { __typename id cursor type } }',
} as const;

export type OperationName = Exclude<keyof typeof operations, 'changes'>;
export type Variables = Record<string, unknown>;

export interface Answer {
  readonly data: unknown;
  /** `extensions.code` of each error, where the library tells it. */
  readonly codes: readonly unknown[];
}

export interface HeardChange {
  readonly id: string;
  readonly cursor: string;
  readonly type: string;
}

export interface Listener {
  heard(change: HeardChange): void;
  /** With the codes of the errors that the library tells. */
  failed(codes: readonly unknown[]): void;
}

/** A client library, set up for one user as its documentation says, with its own defaults for all else. */
export interface ConnectedClient {
  execute(operation: OperationName, variables?: Variables): Promise<Answer>;
  /** Absent: the library has no subscriptions. @returns what ends it */
  readonly subscribe?: (variables: Variables, listener: Listener) => () => void;
  close(): void | Promise<void>;
}

export interface ClientLibrary {
  readonly name: string;
  connect(url: string, token: string): ConnectedClient;
}

export function webSocketUrl(url: string): string {
  return url.replace('http', 'ws');
}

/** The codes of GraphQL errors, as the libraries hand them on. */
export function codesOf(errors: unknown): unknown[] {
  return Array.isArray(errors)
    ? errors.map((error: unknown) => (isRecord(error) && isRecord(error.extensions) ? error.extensions.code : error))
    : [];
}

/** The change in a subscription's data. */
export function changeIn(data: unknown): HeardChange {
  if (!isRecord(data) || !isRecord(data.changes)) throw new Error(`expected a change, got ${JSON.stringify(data)}`);
  const { id, cursor, type } = data.changes;
  return { id: String(id), cursor: String(cursor), type: String(type) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
