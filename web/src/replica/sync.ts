import { type Client, createClient } from 'graphql-ws';
import type { TypedDocument } from '../api/document.ts';
import { failureOf } from '../api/errors.ts';
import { ChangesDocument, type ChangesSubscription } from '../api/generated/operations.ts';
import { Backoff } from './backoff.ts';
import type { Loader } from './load.ts';
import type { Replica } from './replica.ts';
import { fetchTask } from './send.ts';

/** `live`: changes arrive as they happen. `connecting`: for the first time, or again. `offline`: the server can't be reached. */
export type Connection = 'connecting' | 'live' | 'offline';
type Change = ChangesSubscription['changes'];

export interface SyncEvents {
  connection(state: Connection): void;
  notification(change: Extract<Change, { __typename: 'NotificationChange' }>): void;
  /** A reminder, series or anything else of this task is not as it was. */
  taskTouched(id: string): void;
  signedOut(): void;
}

const PING_MS = 10_000;
const PONG_MS = 5_000;

/** Why the server ended the stream: the code of its error; a socket that it closed for good reason has none but its own. */
function endingOf(error: unknown): string {
  if (error instanceof CloseEvent) return error.code === 4_401 || error.code === 4_403 ? 'UNAUTHENTICATED' : '';
  return failureOf(error).code;
}

/**
 * Keeps the replica level with the server: follows the change stream, while the loader reads what there was before it. After a gap
 * of any length it goes on right after the last change that it has; only where the server no longer keeps that far back, all is
 * read again.
 */
export class Sync implements Disposable {
  readonly #replica: Replica;
  readonly #events: SyncEvents;
  readonly #loader: Loader;
  readonly #sockets: Client;
  readonly #backoff = new Backoff();
  #cursor: string | null;
  #stopped = false;
  #live = false;
  #changes: AsyncIterableIterator<unknown> | undefined;

  /** @param cursor where the replica is in the stream; null: nothing has been read yet */
  constructor(replica: Replica, cursor: string | null, loader: Loader, events: SyncEvents) {
    this.#replica = replica;
    this.#loader = loader;
    this.#cursor = cursor;
    this.#events = events;
    this.#sockets = createSocketClient(() => {
      this.#live = true;
      loader.retryNow();
      events.connection('live');
    });
    addEventListener('online', this.#retryNow);
    addEventListener('offline', this.#lost);
    document.addEventListener('visibilitychange', this.#retryNow);
    void this.#run();
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    removeEventListener('online', this.#retryNow);
    removeEventListener('offline', this.#lost);
    document.removeEventListener('visibilitychange', this.#retryNow);
    this.#loader[Symbol.dispose]();
    this.#backoff.wake();
    // First the stream says that it ends, then its socket closes.
    void this.#changes?.return?.();
    void this.#sockets.dispose();
  }

  /**
   * Another subscription on the socket of the changes.
   * @throws what the server ends it with: a list of GraphQL errors; a CloseEvent where the socket is lost
   */
  subscribe<Data, Variables extends Record<string, unknown>>(
    query: TypedDocument<Data, Variables>,
    variables: NoInfer<Variables>,
  ): AsyncIterableIterator<{ data?: Data | null }> {
    return this.#sockets.iterate<Data>({ query, variables });
  }

  readonly #retryNow = () => {
    this.#backoff.wake();
    this.#loader.retryNow();
  };
  readonly #lost = () => {
    if (!this.#live) this.#events.connection('offline');
    this.#sockets.terminate();
  };

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.#cursor ??= await this.#loader.begin();
        if (this.#stopped) return;
        void this.#loader.run();
        await this.#follow();
      } catch (error) {
        const code = endingOf(error);
        if (code === 'CURSOR_EXPIRED' || code === 'CURSOR_INVALID') {
          this.#cursor = null;
          continue;
        }
        if (code === 'UNAUTHENTICATED') {
          this.#events.signedOut();
          return;
        }
      }
      if (this.#stopped) return;
      if (this.#live) this.#backoff.succeeded();
      this.#live = false;
      this.#events.connection(navigator.onLine && this.#backoff.isFresh ? 'connecting' : 'offline');
      await this.#backoff.pause();
    }
  }

  async #follow(): Promise<void> {
    const changes = this.#sockets.iterate<ChangesSubscription>({
      query: ChangesDocument,
      variables: { after: this.#cursor },
    });
    this.#changes = changes;
    for await (const { data } of changes) {
      if (data) this.#take(data.changes);
    }
  }

  #take(change: Change): void {
    const { cursor } = change;
    this.#cursor = cursor;
    switch (change.__typename) {
      case 'TaskChange':
        if (change.task) this.#replica.putTasks([change.task], cursor);
        else this.#replica.removeTask(change.taskId, cursor);
        this.#events.taskTouched(change.taskId);
        return;
      case 'TagChange':
        if (change.tag) this.#replica.putTags([change.tag], cursor);
        else this.#replica.removeTag(change.tagId, cursor);
        return;
      case 'ReminderChange':
        this.#replica.moveTo(cursor);
        if (change.reminder) void this.#reread(change.reminder.task.id);
        return;
      case 'NotificationChange':
        this.#replica.moveTo(cursor);
        this.#events.notification(change);
    }
  }

  async #reread(taskId: string): Promise<void> {
    const task = await fetchTask(taskId).catch(() => null);
    if (task) this.#replica.putTasks([task]);
    this.#events.taskTouched(taskId);
  }
}

/** A socket that notices when the other end is gone without a word. It does not come back by itself: `after` would be old. */
function createSocketClient(connected: () => void): Client {
  let pong: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | undefined;
  return createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    lazy: true,
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      connected,
      ping: (received) => {
        if (!received) pong = setTimeout(() => socket?.close(4_408, 'No answer'), PONG_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
      closed: () => clearTimeout(pong),
    },
  });
}
