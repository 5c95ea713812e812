/**
 * Does work on many items at once: those that come while a batch is under way make the next one, so that one transaction serves as many as
 * there are, and none waits for others to come. An item's promise has what `work` returned for it, or rejects as its batch did.
 *
 * @param work returns as many results as there are items, in their order
 * @param gather what each batch waits for before it is closed; absent: it takes what is there
 */
export function inBatches<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  gather?: () => Promise<unknown>,
): (item: Item) => Promise<Result> {
  let waiting: { item: Item; done: PromiseWithResolvers<Result> }[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      if (gather) await gather();
      const batch = waiting;
      waiting = [];
      try {
        const results = await work(batch.map(({ item }) => item));
        for (const [index, { done }] of batch.entries()) done.resolve(results[index] as Result);
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
    running = false;
  }

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, done });
    if (!running) void run();
    return done.promise;
  };
}
