import { setTimeout as delay } from 'node:timers/promises';
import { Gauge } from 'prom-client';

/** One sample: the value of each label, and the number. */
export interface Sample<Label extends string> {
  labels: Record<Label, string>;
  value: number;
}

/** Less than Prometheus waits for all of a process's metrics together (10 s). */
const patienceMs = 3_000;

/**
 * A gauge whose samples somebody is asked for at each scrape: a database or the broker, which all replicas share, so that they tell the
 * same and a graph shows their maximum. What does not answer in time has no samples, and holds up no other metric.
 */
export class AskedGauge<Label extends string = never> {
  readonly #sources = new Set<() => Promise<Sample<Label>[]>>();
  readonly #asking = new Set<Promise<unknown>>();

  constructor(options: { name: string; help: string; labelNames?: readonly Label[] }) {
    const ask = () => this.#ask();
    const { labelNames = [] } = options;
    new Gauge<Label>({
      ...options,
      labelNames: [...labelNames],
      async collect() {
        const samples = await ask();
        this.reset();
        // One without labels would be 0.
        if (samples.length === 0 && labelNames.length === 0) this.remove();
        for (const { labels, value } of samples) this.set(labels, value);
      },
    });
  }

  /** Asks `source` too until this is disposed of, which waits for what it is asked just then. A rejection is as no answer. */
  watch(source: () => Promise<Sample<Label>[]>): AsyncDisposable {
    this.#sources.add(source);
    return {
      [Symbol.asyncDispose]: async () => {
        this.#sources.delete(source);
        await Promise.allSettled(this.#asking);
      },
    };
  }

  async #ask(): Promise<Sample<Label>[]> {
    const found: Sample<Label>[] = [];
    const all = [...this.#sources].map(async (source) => void found.push(...(await source().catch(() => []))));
    const over = new AbortController();
    const asked = Promise.race([
      Promise.all(all),
      delay(patienceMs, undefined, { signal: over.signal }).catch(() => {}),
    ]);
    this.#asking.add(asked);
    await asked;
    over.abort();
    this.#asking.delete(asked);
    return [...found];
  }
}
