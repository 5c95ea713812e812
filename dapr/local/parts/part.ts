import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** A line of the table that `npm run stack` prints. */
export interface Part {
  name: string;
  version: string;
  /** An address in the environment, a program on PATH, or built here. */
  from: string;
  /** host:port, or several. */
  address: string;
  /** `running` where absent. */
  state?: string;
}

/** It can't be had. The message says why, and what to install. */
export class PartUnavailable extends Error {
  override readonly name = 'PartUnavailable';
}

export type Progress = (line: string) => void;

const run = promisify(execFile);

/** Where built parts are kept: outside the checkout, so that they outlive it and are shared by several. */
export const cacheDirectory = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rondo');

/** The program's path; null where PATH has none. */
export async function findProgram(name: string): Promise<string | null> {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

/** What a program prints, trimmed; empty where it fails. */
export async function outputOf(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(command, args).catch(() => ({ stdout: '' }));
  return stdout.trim();
}
