const last = new Map<string, Promise<unknown>>();

/** Runs `work` once all work of this process that was given under `key` before has ended, and returns what it gives. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key);
  const turn = (before ?? Promise.resolve()).then(work, work);
  last.set(key, turn);
  try {
    return await turn;
  } finally {
    if (last.get(key) === turn) last.delete(key);
  }
}
