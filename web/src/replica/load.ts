import { failureOf, isPassing } from '../api/errors.ts';
import {
  SavedFiltersDocument,
  StreamCursorDocument,
  type TagFieldsFragment,
  TagPageDocument,
  type TagPageQuery,
  TaskPageDocument,
  type TaskPageQuery,
  type TaskPageQueryVariables,
  TaskTotalsDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { Backoff } from './backoff.ts';
import type { Replica } from './replica.ts';
import type { Task } from './types.ts';

/** How far the account has been read. It is kept on disk with what was read, so that the next page that opens goes on there. */
export interface LoadPosition {
  /** Which of `stages`. */
  readonly stage: number;
  /** The cursor of the page before; null at the beginning of the stage. */
  readonly after: string | null;
  /** Tasks read so far. */
  readonly done: number;
  /** Tasks that there are; null until they have been counted. */
  readonly total: number | null;
  /**
   * Read over what is known from before. Where this is interrupted it begins at the top again: only who has come across all there
   * is knows what is gone.
   */
  readonly again: boolean;
}

/** What of the account is not here yet. */
export interface Loading {
  readonly done: number;
  readonly total: number | null;
  /** Whether what comes first is here: the open tasks that are due first. */
  readonly begun: boolean;
  /** Keys of what was wanted and has been read ahead of its turn. */
  readonly shown: ReadonlySet<string>;
}

/** What the user looks at, and how to read it without all that comes before it. */
export interface Wanted {
  readonly key: string;
  read(): Promise<readonly Task[]>;
}

interface LoadEvents {
  /** Null: all is here. */
  loading(state: Loading | null): void;
  /** Asked before each page; null where its turn is soon enough. */
  wanted(): Wanted | null;
}

/** Ordered as lists are, so that what comes later stands below what is there, and nothing moves under the pointer. */
const stages: readonly TaskPageQueryVariables[] = [
  { filter: { status: ['OPEN', 'IN_PROGRESS'] }, sort: [{ field: 'DUE' }] },
  { filter: { status: ['COMPLETED', 'CANCELLED'] }, sort: [{ field: 'UPDATED', direction: 'DESC' }] },
  { filter: { deleted: true }, sort: [{ field: 'UPDATED', direction: 'DESC' }] },
];

/** A page that is hidden, or busy for so long, goes on all the same. */
const LONGEST_IDLE_MS = 1_000;

/**
 * Reads the account into the replica: what lists show first at once, then the rest, page by page, whenever the browser has nothing
 * better to do. The change stream is followed meanwhile, from a position taken before the first page: what has changed since then
 * comes from there, so that a page only ever brings what nothing newer is known of.
 */
export class Loader implements Disposable {
  readonly #replica: Replica;
  readonly #events: LoadEvents;
  readonly #backoff = new Backoff();
  readonly #shown = new Set<string>();
  #position: LoadPosition | null;
  #running = false;
  #stopped = false;

  /** @param position where a page before this one has come to; null where it had read all, or nothing */
  constructor(replica: Replica, position: LoadPosition | null, events: LoadEvents) {
    this.#replica = replica;
    this.#events = events;
    this.#position = position;
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    this.#backoff.wake();
  }

  retryNow(): void {
    this.#backoff.wake();
  }

  /**
   * Begins at the top: tags, filters and the first page.
   * @returns the position of the change stream to follow from
   * @throws what `failureOf` reads; then nothing has begun
   */
  async begin(): Promise<string> {
    const again = this.#replica.beginLoad();
    this.#position = null;
    this.#events.loading({ done: 0, total: null, begun: false, shown: this.#shown });
    const { streamCursor } = await request(StreamCursorDocument);
    const start = { ...top, total: null, again };
    const [tags, { savedFilters }, page] = await Promise.all([
      readTags(),
      request(SavedFiltersDocument),
      readPage(start),
    ]);
    this.#replica.putTags(tags);
    this.#replica.putFilters(savedFilters);
    this.#replica.retain({ tags: idsOf(tags), filters: idsOf(savedFilters) });
    this.#replica.moveTo(streamCursor);
    this.#take(page, start);
    return streamCursor;
  }

  /** Goes on until all is read. Resolves then, or when it is stopped. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#tell();
    while (this.#position !== null && !this.#stopped) {
      await this.#step(this.#position);
      await idle();
    }
    this.#running = false;
  }

  async #step(position: LoadPosition): Promise<void> {
    const wanted = this.#events.wanted();
    try {
      if (wanted && !this.#shown.has(wanted.key)) await this.#readAhead(wanted);
      else if (position.total === null) await this.#count(position);
      else {
        const page = await readPage(position);
        // Begun anew meanwhile: the page is of no place any more.
        if (this.#position === position && !this.#stopped) this.#take(page, position);
      }
      this.#backoff.succeeded();
    } catch (error) {
      const { code } = failureOf(error);
      // Signed out: the stream says so. Whatever else it is, later pages may have more luck.
      if (code === 'CURSOR_INVALID' && this.#position === position) this.#position = { ...position, ...top };
      else await this.#backoff.pause();
    }
  }

  async #readAhead(wanted: Wanted): Promise<void> {
    try {
      this.#replica.putPage(await wanted.read());
    } catch (error) {
      // What can't be read ahead, such as what a filter with a mistake finds, waits for its turn.
      if (isPassing(failureOf(error))) throw error;
    }
    this.#shown.add(wanted.key);
    this.#tell();
  }

  async #count(position: LoadPosition): Promise<void> {
    const { open, closed, bin } = await request(TaskTotalsDocument);
    if (this.#position !== position) return;
    this.#position = { ...position, total: open.totalCount + closed.totalCount + bin.totalCount };
    this.#tell();
  }

  #take({ nodes, pageInfo }: TaskPageQuery['tasks'], position: LoadPosition): void {
    const done = position.done + nodes.length;
    const next: LoadPosition = pageInfo.hasNextPage
      ? { ...position, after: pageInfo.endCursor, done }
      : { ...position, stage: position.stage + 1, after: null, done };
    this.#position = next.stage < stages.length ? next : null;
    this.#replica.putPage(nodes, this.#position);
    this.#tell();
  }

  #tell(): void {
    if (this.#position === null) this.#events.loading(null);
    else {
      const { done, total } = this.#position;
      this.#events.loading({ done, total, begun: true, shown: new Set(this.#shown) });
    }
  }
}

const top = { stage: 0, after: null, done: 0 } as const;

/** Where to go on, of what was left on disk. */
export function positionOf(left: string | undefined): LoadPosition | null {
  if (!left) return null;
  const position = JSON.parse(left) as LoadPosition;
  return position.again ? { ...position, ...top } : position;
}

async function readPage({ stage, after }: LoadPosition): Promise<TaskPageQuery['tasks']> {
  return (await request(TaskPageDocument, { ...stages[stage], after })).tasks;
}

async function readTags(): Promise<TagFieldsFragment[]> {
  const found: TagFieldsFragment[] = [];
  let after: string | null = null;
  do {
    const { tags }: TagPageQuery = await request(TagPageDocument, { after });
    found.push(...tags.nodes);
    after = tags.pageInfo.hasNextPage ? tags.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

const idsOf = (found: readonly { id: string }[]): ReadonlySet<string> => new Set(found.map(({ id }) => id));

/** Resolves when there is nothing to handle and nothing to draw. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: LONGEST_IDLE_MS });
    else setTimeout(resolve, 50);
  });
}
