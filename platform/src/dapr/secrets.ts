import type { Sidecar } from './sidecar.ts';

/** How long a value is remembered, in milliseconds: a rotation is seen after this. */
const rememberedMs = 5_000;
/** How long one serves on while the store does not answer: it is loaded again, or the sidecar is starting. */
const longestStaleMs = 60_000;

/** A Dapr secret store, each secret under its own name as the only key. */
export class DaprSecrets {
  readonly #sidecar: Sidecar;
  readonly #store: string;
  readonly #remembered = new Map<string, { value: Promise<string>; until: number }>();
  /** What the store said last, and until when that counts where it says nothing. */
  readonly #last = new Map<string, { value: string; until: number }>();

  constructor(sidecar: Sidecar, store: string) {
    this.#sidecar = sidecar;
    this.#store = store;
  }

  get(name: string): Promise<string> {
    const known = this.#remembered.get(name);
    if (known && known.until > performance.now()) return known.value;
    const value = this.#current(name);
    this.#remembered.set(name, { value, until: performance.now() + rememberedMs });
    value.catch(() => this.#remembered.delete(name));
    return value;
  }

  async #current(name: string): Promise<string> {
    try {
      const value = await this.#read(name);
      this.#last.set(name, { value, until: performance.now() + longestStaleMs });
      return value;
    } catch (error) {
      const last = this.#last.get(name);
      if (!last || last.until < performance.now()) throw error;
      return last.value;
    }
  }

  async #read(name: string): Promise<string> {
    if (!/^[a-z0-9-]+$/.test(name))
      throw new RangeError(`A secret's name is lower-case words and hyphens, not ${name}.`);
    let found: Record<string, unknown>;
    try {
      found = (await this.#sidecar.client.secret.get(this.#store, name)) as Record<string, unknown>;
    } catch (error) {
      throw new Error(`The secret ${name} can't be had from the secret store ${this.#store}.`, { cause: error });
    }
    const value = found[name];
    if (typeof value !== 'string')
      throw new Error(
        `There is no secret ${name} in the secret store ${this.#store}: expected it under the key ${name}.`,
      );
    return value.trim();
  }
}
