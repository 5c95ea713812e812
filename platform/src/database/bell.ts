/** Wakes one waiting loop. Rung while nobody waits, it is heard by the next wait, so that no ring is lost. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  /** Until it is rung, `signal` is aborted, or `timeoutMs` have passed. The timer alone keeps no process alive. */
  async wait(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (!this.#rung && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        timer.unref();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        this.#wake = done;
        signal?.addEventListener('abort', done, { once: true });
      });
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
