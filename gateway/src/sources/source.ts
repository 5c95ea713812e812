import type { DocumentNode, OperationTypeNode } from 'graphql';

/** Who asks, and what of the request goes on to the subgraphs. One object for each client request. */
export interface RequestContext {
  /**
   * Identical fetches of requests with the same key share one subgraph call while it is in flight. It must differ
   * wherever `headers` could change an answer; without a key nothing is shared.
   */
  readonly principalKey?: string;
  /** Sent with every subgraph call; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SubgraphRequest {
  readonly subgraph: string;
  readonly kind: OperationTypeNode;
  readonly query: string;
  /** `query`, parsed once for each plan. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Fresh JSON values, nobody else's. */
  readonly variables: Record<string, unknown>;
  /** The whole GraphQL-over-HTTP request as JSON. */
  readonly body: string;
  readonly context: RequestContext;
  /** When the client has left or the fetch has taken too long. */
  readonly cancellation: Cancellation;
}

/**
 * What an AbortSignal does, for one listener and at a tenth of its cost; `signal` makes a real one for those who need
 * it.
 */
export class Cancellation {
  #reason: Error | undefined;
  #listener: ((reason: Error) => void) | undefined;
  #controller: AbortController | undefined;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** Calls `listener` once, at once where it has happened already. Replaces an earlier listener. */
  listen(listener: (reason: Error) => void): void {
    if (this.#reason) listener(this.#reason);
    else this.#listener = listener;
  }

  cancel(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#listener?.(reason);
    this.#listener = undefined;
  }
}

export interface SubgraphError {
  readonly message?: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface SubgraphResult {
  /** Owned by the receiver: it may change it. */
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly SubgraphError[];
}

/** Where a subgraph is reached: in this process, over HTTP, or through a sidecar. */
export interface DataSource {
  /** @throws SubgraphUnavailable where no GraphQL answer was had */
  execute(request: SubgraphRequest): Promise<SubgraphResult>;
  /** Frees connections. */
  close?(): Promise<void>;
}

export const UNAVAILABLE = 'UNAVAILABLE';

/** A fetch that brought no GraphQL answer. `message` is for operators; clients see `code` only. */
export class SubgraphUnavailable extends Error {
  readonly code: string;

  constructor(message: string, options?: { code?: string; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.name = 'SubgraphUnavailable';
    this.code = options?.code ?? UNAVAILABLE;
  }
}
