import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type SecretGenerator = () => string | Promise<string>;

/** How long a value is remembered, in milliseconds: a rotation is seen after this. */
const rememberedMs = 5_000;

/**
 * Secrets from the environment (`RONDO_SECRET_<NAME>`), from a file of mode 600, or, for a name that has a generator, made
 * and kept in such a file.
 */
export class Secrets {
  readonly #directory: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #generators: Readonly<Record<string, SecretGenerator>>;
  readonly #given = new Map<string, string>();
  /** `until`: by the process's clock. */
  readonly #remembered = new Map<string, { value: Promise<string>; until: number }>();

  constructor(directory: string, env: NodeJS.ProcessEnv, generators: Readonly<Record<string, SecretGenerator>>) {
    this.#directory = directory;
    this.#env = env;
    this.#generators = generators;
  }

  /** For what this process has come to know, such as a database's address. */
  give(name: string, value: string): void {
    this.#given.set(name, value);
    this.#remembered.delete(name);
  }

  async get(name: string): Promise<string> {
    const known = this.#remembered.get(name);
    const now = performance.now();
    if (known && known.until > now) return known.value;
    const value = this.#read(name);
    this.#remembered.set(name, { value, until: now + rememberedMs });
    value.catch(() => this.#remembered.delete(name));
    return value;
  }

  async #read(name: string): Promise<string> {
    const fixed = this.#env[variableOf(name)] ?? this.#given.get(name);
    if (fixed !== undefined) return fixed;
    if (!/^[a-z0-9-]+$/.test(name))
      throw new RangeError(`A secret's name is lower-case words and hyphens, not ${name}.`);
    const file = join(this.#directory, name);
    const value = await readFile(file, 'utf8').catch(() => null);
    if (value !== null) return value.trim();
    const generate = this.#generators[name];
    if (!generate) throw new Error(`There is no secret ${name}. Set ${variableOf(name)}, or write it to ${file}.`);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const made = `${file}.${randomBytes(6).toString('hex')}`;
    await writeFile(made, `${await generate()}\n`, { mode: 0o600, flush: true });
    // Never over the file of a process that was faster.
    await link(made, file).catch(() => {});
    await rm(made);
    return (await readFile(file, 'utf8')).trim();
  }
}

/** 256 random bits, for keys that need no form of their own. */
export const randomKey: SecretGenerator = () => randomBytes(32).toString('base64url');

/** The environment variable that gives a secret. */
export function variableOf(name: string): string {
  return `RONDO_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
}
