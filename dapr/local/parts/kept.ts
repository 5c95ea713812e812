import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, PartUnavailable, type Progress } from './part.ts';

export interface Making {
  /** For lines of progress and errors. */
  name: string;
  /** Its directory below the cache's, which tells of all that it is made of: `hashOf` it. */
  at: string;
  /** How long it takes, said to whoever waits. */
  takes: string;
  /** Makes it in this directory, which is moved afterwards: nothing in it may need its own path. */
  make(directory: string): Promise<void>;
  progress: Progress;
}

const progressMs = 30_000;
const underWay = new Map<string, Promise<string>>();

/** 16 hexadecimal digits that are others when anything of it is. */
export function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

/**
 * The directory of what is made once and then kept, by whoever asks first. Two processes may make it at the same time: the one
 * that ends later throws its own away. Throws PartUnavailable with the end of what the failing program said.
 */
export async function keep(making: Making): Promise<string> {
  const directory = join(cacheDirectory, making.at);
  const promised = underWay.get(directory) ?? find(directory, making).finally(() => underWay.delete(directory));
  underWay.set(directory, promised);
  return promised;
}

async function find(directory: string, { name, takes, make, progress }: Making): Promise<string> {
  if (await exists(directory)) return directory;
  progress(`making ${name}: ${takes} the first time, none later`);
  const started = Date.now();
  const timer = setInterval(
    () => progress(`making ${name}: ${Math.round((Date.now() - started) / 1_000)} s so far`),
    progressMs,
  );
  const unfinished = `${directory}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    await make(unfinished);
    await rename(unfinished, directory).catch(async (error) => {
      if (!(await exists(directory))) throw error;
    });
  } catch (error) {
    if (error instanceof PartUnavailable) throw error;
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const output = `${stdout}${stderr}`.trim() || String(error);
    throw new PartUnavailable(`${name} could not be made:\n${output.slice(-2_000)}`, { cause: error });
  } finally {
    clearInterval(timer);
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
