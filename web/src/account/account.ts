import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import { failureOf } from '../api/errors.ts';
import { ViewerDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { ListSpec } from '../lists/list.ts';
import { isListHere, wantedAt } from '../lists/wanted.ts';
import { openReplicaDatabase } from '../replica/database.ts';
import type { Derived } from '../replica/derived.ts';
import { Loader, type Loading } from '../replica/load.ts';
import { Outbox } from '../replica/outbox.ts';
import { Replica } from '../replica/replica.ts';
import { type Connection, Sync, type SyncEvents } from '../replica/sync.ts';
import type { QueuedEdit, SavedFilter, Tag, Task, Viewer } from '../replica/types.ts';
import { setRegion } from '../time/days.ts';
import { Actions } from './actions.ts';

const VIEWER_KEY = 'rondo-viewer';

/** Everything of the account that is signed in, while it is. */
export interface Account extends Disposable {
  readonly viewer: Viewer;
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly actions: Actions;
  readonly sync: Sync;
  readonly connection: Observable<Connection>;
  /** What is not here yet; null where all is. */
  readonly loading: Observable<Loading | null>;
  /** Counts the changes of a task that only its details show. */
  readonly touched: Observable<{ id: string; count: number }>;
  readonly notified: Observable<number>;
}

/** A value that components follow. */
export class Observable<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get = (): Value => this.#value;

  set(value: Value): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function useObservable<Value>(observable: Observable<Value>): Value {
  return useSyncExternalStore(observable.subscribe, observable.get);
}

/**
 * Who is signed in; null where nobody is. Where the server can't be reached, whoever was last signed in on this device: their
 * tasks are here, and the server will have its say once it is back.
 */
export async function readViewer(): Promise<Viewer | null> {
  try {
    const { viewer } = await request(ViewerDocument);
    rememberViewer(viewer);
    return viewer;
  } catch (error) {
    const { code } = failureOf(error);
    if (code === 'UNAUTHENTICATED') return null;
    const known = localStorage.getItem(VIEWER_KEY);
    if (known === null) throw error;
    return JSON.parse(known) as Viewer;
  }
}

export const isViewerKnown = (): boolean => localStorage.getItem(VIEWER_KEY) !== null;

export function rememberViewer(viewer: Viewer | null): void {
  if (viewer) localStorage.setItem(VIEWER_KEY, JSON.stringify(viewer));
  else localStorage.removeItem(VIEWER_KEY);
}

export async function openAccount(
  viewer: Viewer,
  listener: Pick<SyncEvents, 'notification' | 'signedOut'>,
): Promise<Account> {
  // Private windows of some browsers have no database.
  const database = await openReplicaDatabase(viewer.id).catch(() => null);
  const replica = new Replica(database);
  replica.timeZone = viewer.timeZone;
  setRegion(viewer.locale);
  const { cursor, position } = await replica.load();
  const outbox = new Outbox(viewer.id, replica, database);
  const connection = new Observable<Connection>(navigator.onLine ? 'connecting' : 'offline');
  const loading = new Observable<Loading | null>(
    cursor !== null && position === null
      ? null
      : { done: position?.done ?? 0, total: position?.total ?? null, begun: cursor !== null, shown: new Set() },
  );
  const touched = new Observable({ id: '', count: 0 });
  const notified = new Observable(0);
  const loader = new Loader(replica, position, {
    loading: (state) => loading.set(state),
    wanted: () => wantedAt(location, replica),
  });
  const sync = new Sync(replica, cursor, loader, {
    connection(state) {
      connection.set(state);
      if (state === 'live') outbox.flush();
    },
    notification(change) {
      notified.set(notified.get() + 1);
      listener.notification(change);
    },
    taskTouched: (id) => touched.set({ id, count: touched.get().count + 1 }),
    signedOut: listener.signedOut,
  });
  outbox.flush();
  return {
    viewer,
    replica,
    outbox,
    actions: new Actions(replica, outbox),
    sync,
    connection,
    loading,
    touched,
    notified,
    [Symbol.dispose]() {
      sync[Symbol.dispose]();
      outbox[Symbol.dispose]();
      database?.close();
    },
  };
}

export const AccountContext = createContext<Account | null>(null);

export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (!account) throw new Error('Expected a component inside a signed-in account.');
  return account;
}

/** The replica, again whenever it changed. */
export function useReplica(): { replica: Replica; revision: number } {
  const { replica } = useAccount();
  const revision = useSyncExternalStore(
    replica.subscribe,
    useCallback(() => replica.revision, [replica]),
  );
  return { replica, revision };
}

/** What `read` finds in the replica, again when that is another value. */
export function useOfReplica<Value>(read: (replica: Replica) => Value): Value {
  const { replica } = useAccount();
  return useSyncExternalStore(replica.subscribe, () => read(replica));
}

/** What `read` finds of what is not here yet, again when that is another value. */
export function useOfLoading<Value>(read: (loading: Loading | null) => Value): Value {
  const { loading } = useAccount();
  return useSyncExternalStore(loading.subscribe, () => read(loading.get()));
}

/** Whether a list that is empty is so for good. */
export const useListHere = (list: ListSpec): boolean => useOfLoading((loading) => isListHere(list, loading));

/** Again when it has changed, which not every change of the replica makes it do. */
export function useDerived<Value>(derived: Derived<Value>): Value {
  return useSyncExternalStore(derived.replica.subscribe, derived.get);
}

export function useTask(id: string | null): Task | undefined {
  return useOfReplica(({ tasks }) => (id === null ? undefined : tasks.get(id)));
}

/** The user's edits that the server has not taken yet, oldest first. */
export const useQueue = (): readonly QueuedEdit[] => useOfReplica(({ queue }) => queue);

/** The tags by name. */
export const useTags = (): readonly Tag[] => useByName(({ tags }) => tags);

/** The saved filters by name. */
export const useFilters = (): readonly SavedFilter[] => useByName(({ filters }) => filters);

function useByName<Value extends { name: string }>(of: (replica: Replica) => ReadonlyMap<string, Value>) {
  const { replica } = useAccount();
  const labels = useOfReplica((held) => held.labels);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count stands for what the map holds
  return useMemo(
    () => [...of(replica).values()].sort((one, other) => one.name.localeCompare(other.name)),
    [replica, labels],
  );
}
