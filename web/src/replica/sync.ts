import { type Client, createClient } from 'graphql-ws';
import type { TypedDocument } from '../api/document.ts';
import { failureOf } from '../api/errors.ts';
import {
  ChangesDocument,
  type ChangesSubscription,
  SavedFiltersDocument,
  StreamCursorDocument,
  TagPageDocument,
  type TagPageQuery,
  type TaskFilter,
  TaskPageDocument,
  type TaskPageQuery,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { Replica } from './replica.ts';
import { fetchTask } from './send.ts';

/** `live`: changes arrive as they happen. `connecting`: for the first time, or again. `offline`: the server can't be reached. */
export type Connection = 'connecting' | 'live' | 'offline';
type Change = ChangesSubscription['changes'];

export interface SyncEvents {
  connection(state: Connection): void;
  /** The replica holds the open tasks: lists can be shown. */
  ready(): void;
  notification(change: Extract<Change, { __typename: 'NotificationChange' }>): void;
  /** A reminder, series or anything else of this task is not as it was. */
  taskTouched(id: string): void;
  signedOut(): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
const PING_MS = 10_000;
const PONG_MS = 5_000;

/** What is read first is what lists show first. */
const loads: readonly TaskFilter[] = [
  { status: ['OPEN', 'IN_PROGRESS'] },
  { status: ['COMPLETED', 'CANCELLED'] },
  { deleted: true },
];

/** Why the server ended the stream: the code of its error; a socket that it closed for good reason has none but its own. */
function endingOf(error: unknown): string {
  if (error instanceof CloseEvent) return error.code === 4_401 || error.code === 4_403 ? 'UNAUTHENTICATED' : '';
  return failureOf(error).code;
}

/**
 * Keeps the replica level with the server: reads everything once, then follows the change stream. After a gap of any length it goes
 * on right after the last change that it has; only where the server no longer keeps that far back, it reads everything again.
 */
export class Sync implements Disposable {
  readonly #replica: Replica;
  readonly #events: SyncEvents;
  readonly #sockets: Client;
  #cursor: string | null;
  #stopped = false;
  #wake: (() => void) | undefined;
  #live = false;
  #changes: AsyncIterableIterator<unknown> | undefined;

  constructor(replica: Replica, cursor: string | null, events: SyncEvents) {
    this.#replica = replica;
    this.#cursor = cursor;
    this.#events = events;
    this.#sockets = createSocketClient(() => {
      this.#live = true;
      events.connection('live');
    });
    addEventListener('online', this.#retryNow);
    addEventListener('offline', this.#lost);
    document.addEventListener('visibilitychange', this.#retryNow);
    if (cursor !== null) events.ready();
    void this.#run();
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    removeEventListener('online', this.#retryNow);
    removeEventListener('offline', this.#lost);
    document.removeEventListener('visibilitychange', this.#retryNow);
    this.#wake?.();
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

  readonly #retryNow = () => this.#wake?.();
  readonly #lost = () => {
    if (!this.#live) this.#events.connection('offline');
    this.#sockets.terminate();
  };

  async #run(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!this.#stopped) {
      try {
        if (this.#cursor === null) await this.#readAll();
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
      if (this.#live) wait = FIRST_WAIT_MS;
      this.#live = false;
      this.#events.connection(navigator.onLine && wait < 1_000 ? 'connecting' : 'offline');
      await this.#pause(wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes the stream's position first, so that what changes while it reads comes again from there. */
  async #readAll(): Promise<void> {
    const { streamCursor } = await request(StreamCursorDocument);
    const [tags] = await Promise.all([this.#readTags(), this.readFilters()]);
    const tasks = new Set<string>();
    for (const filter of loads) {
      await this.#readTasks(filter, tasks);
      this.#events.ready();
    }
    this.#replica.retain({ tasks, tags });
    this.#cursor = streamCursor;
    this.#replica.moveTo(streamCursor);
  }

  async #readTasks(filter: TaskFilter, seen: Set<string>): Promise<void> {
    let after: string | null = null;
    do {
      const page: TaskPageQuery = await request(TaskPageDocument, { filter, after });
      const { nodes, pageInfo }: TaskPageQuery['tasks'] = page.tasks;
      for (const { id } of nodes) seen.add(id);
      this.#replica.putTasks(nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      if (after !== null) this.#events.ready();
    } while (after !== null && !this.#stopped);
  }

  async #readTags(): Promise<Set<string>> {
    const seen = new Set<string>();
    let after: string | null = null;
    do {
      const { tags }: TagPageQuery = await request(TagPageDocument, { after });
      for (const { id } of tags.nodes) seen.add(id);
      this.#replica.putTags(tags.nodes);
      after = tags.pageInfo.hasNextPage ? tags.pageInfo.endCursor : null;
    } while (after !== null);
    return seen;
  }

  /** Saved filters have no changes of their own in the stream. */
  async readFilters(): Promise<void> {
    const { savedFilters } = await request(SavedFiltersDocument);
    this.#replica.putFilters(savedFilters);
    this.#replica.retain({ filters: new Set(savedFilters.map(({ id }) => id)) });
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
