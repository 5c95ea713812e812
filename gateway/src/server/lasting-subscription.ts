import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { GraphQLError } from 'graphql';
import type { RunningOperation } from './operations.ts';

export interface LastingSubscriptionOptions {
  /** Over the supergraph as it is now; or why not. `after`: where it stands, null at its beginning. */
  readonly open: (after: string | null) => Promise<RunningOperation | readonly GraphQLError[]>;
  readonly fail: (errors: readonly GraphQLError[]) => void;
  /** Called once, when it is over. */
  readonly onClose: (subscription: LastingSubscription) => void;
}

/**
 * A subscription that outlives the supergraph that it began with: where the graph changes it is opened anew behind what
 * its client has had. One whose operation is no longer valid ends, and says where to go on.
 */
export class LastingSubscription implements RunningOperation {
  readonly #options: LastingSubscriptionOptions;
  #current: RunningOperation | undefined;
  #start: string | null = null;
  #isClosed = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: LastingSubscriptionOptions) {
    this.#options = options;
  }

  /** Where it began at first: what waits for a slow client may be from before a change of the supergraph. */
  get start(): string | null {
    return this.#start;
  }

  get cursor(): string | null {
    return this.#current?.cursor ?? null;
  }

  /** What goes wrong is told by `fail`. */
  begin(): Promise<void> {
    const begun = this.#begin();
    this.#turn = begun.catch(() => {});
    return begun;
  }

  /** One after the other: graphs may change faster than streams open. */
  reopen(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#reopen());
    return this.#turn;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#current?.close();
    this.#options.onClose(this);
  }

  async #begin(): Promise<void> {
    const opened = await this.#options.open(null);
    if (isRefused(opened)) {
      this.close();
      this.#options.fail(opened);
      return;
    }
    this.#start = opened.start;
    this.#current = opened;
    if (this.#isClosed) opened.close();
  }

  async #reopen(): Promise<void> {
    const before = this.#current;
    if (!before || this.#isClosed) return;
    const { cursor } = before;
    before.close();
    let opened: RunningOperation | readonly GraphQLError[];
    try {
      opened = await this.#options.open(cursor);
    } catch {
      opened = [new RondoError(ErrorCode.UNAVAILABLE, 'The graph has changed, and the stream can’t go on just now.')];
    }
    if (isRefused(opened)) {
      if (this.#isClosed) return;
      this.close();
      this.#options.fail(opened.map((error) => withCursor(error, cursor)));
      return;
    }
    this.#current = opened;
    if (this.#isClosed) opened.close();
  }
}

function withCursor(error: GraphQLError, cursor: string | null): GraphQLError {
  if (cursor === null) return error;
  const code = error.extensions.code;
  return new RondoError(isCode(code) ? code : ErrorCode.BAD_USER_INPUT, error.message, { ...error.extensions, cursor });
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ErrorCode, code);
}

function isRefused(opened: RunningOperation | readonly GraphQLError[]): opened is readonly GraphQLError[] {
  return Array.isArray(opened);
}
