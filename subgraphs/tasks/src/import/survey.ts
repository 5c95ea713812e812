import type { ImportItem, ReadingContext } from './item.ts';
import { readItems } from './reader.ts';

/** Tasks of one import. */
export const maximumTasks = 200_000;
/** Tags, series and saved filters of one import. */
const maximumOthers = 100_000;

/** What is known of a file before anything of it is made. */
export interface Survey {
  /** Tasks, those that can't be made included. */
  total: number;
  has(source: string): boolean;
  /** Whether a task is, by the parents that the file gives, below itself. */
  isCyclic(source: string): boolean;
  /** Whether the file has had a task of the same id before its task of that number. */
  isRepeated(index: number): boolean;
}

/** The file has more than an import takes. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/** Reads a file for the first time, up to where it is too long. Throws TooMuch. */
export async function survey(chunks: AsyncIterable<string>, context: ReadingContext): Promise<Survey> {
  const parents = new Map<string, string | null>();
  const repeated = new Set<number>();
  let total = 0;
  let others = 0;
  for await (const item of readItems(chunks, context)) {
    if (isTask(item)) total += 1;
    else others += 1;
    if (item.kind === 'task') {
      if (parents.has(item.source)) repeated.add(total - 1);
      else parents.set(item.source, item.parentSource);
    }
    if (total > maximumTasks) throw new TooMuch(`Expected at most ${maximumTasks} tasks, got more. Split the file.`);
    if (others > maximumOthers) throw new TooMuch(`Expected at most ${maximumOthers} tags and series. Split the file.`);
  }
  const cyclic = cyclesOf(parents);
  return {
    total,
    has: (source) => parents.has(source),
    isCyclic: (source) => cyclic.has(source),
    isRepeated: (index) => repeated.has(index),
  };
}

/** What `total`, `done` and `failed` count. */
export function isTask(item: ImportItem): boolean {
  return item.kind === 'task' || item.kind === 'fault';
}

/** The sources that are above themselves. Each is looked at once, however deep they nest. */
function cyclesOf(parents: ReadonlyMap<string, string | null>): Set<string> {
  const cyclic = new Set<string>();
  const walks = new Map<string, number>();
  let walk = 0;
  for (const first of parents.keys()) {
    walk += 1;
    let at: string | null | undefined = first;
    while (at != null && !walks.has(at)) {
      walks.set(at, walk);
      at = parents.get(at);
    }
    if (at == null || walks.get(at) !== walk) continue;
    // This walk has come back to where it was.
    while (at != null && !cyclic.has(at)) {
      cyclic.add(at);
      at = parents.get(at);
    }
  }
  return cyclic;
}
