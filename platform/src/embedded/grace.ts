/** How long work in hand may go on when its owner closes, before and after it was told to stop. Milliseconds. */
const graceMs = 5_000;

/** Waits for `work`, but not for ever: it is cancelled after a while, and left alone after another. Never rejects. */
export async function finish(work: Promise<unknown>, cancel: () => void = () => {}): Promise<void> {
  const settled = work.then(
    () => true,
    () => true,
  );
  if (await within(settled)) return;
  cancel();
  await within(settled);
}

async function within(settled: Promise<boolean>): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => timeout.resolve(false), graceMs);
  try {
    return await Promise.race([settled, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
