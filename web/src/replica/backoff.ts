const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** The waits between attempts: each twice as long as the one before, until one has succeeded. */
export class Backoff {
  #wait = FIRST_WAIT_MS;
  #wake: (() => void) | undefined;

  /** Whether it has failed but for a moment so far. */
  get isFresh(): boolean {
    return this.#wait < 1_000;
  }

  succeeded(): void {
    this.#wait = FIRST_WAIT_MS;
  }

  /** Resolves after the wait that is due, at once where `wake` is called meanwhile. */
  async pause(): Promise<void> {
    const milliseconds = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    this.#wake?.();
  }
}
