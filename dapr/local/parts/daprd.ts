import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheDirectory, findProgram, outputOf, PartUnavailable, type Progress } from './part.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('../daprd/', import.meta.url));

export interface DaprBinaries {
  daprd: string;
  /** The scheduler's program and what comes before its flags. */
  scheduler: readonly [string, ...string[]];
  version: string;
  from: string;
}

/** daprd and the scheduler: from PATH where both are there, else built from dapr/local/daprd and kept. */
export async function findDapr(progress: Progress): Promise<DaprBinaries> {
  const [daprd, scheduler] = await Promise.all([findProgram('daprd'), findProgram('scheduler')]);
  if (daprd && scheduler) {
    return { daprd, scheduler: [scheduler], version: await outputOf(daprd, '--version'), from: `PATH (${daprd})` };
  }
  const built = await build(progress);
  return { daprd: built, scheduler: [built, 'scheduler'], version: '1.16.0', from: `built here (${built})` };
}

async function build(progress: Progress): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(await readFile(join(source, file)));
  const directory = join(cacheDirectory, hash.digest('hex').slice(0, 16));
  const binary = join(directory, 'daprd');
  if (await exists(binary)) return binary;
  const go = await findProgram('go');
  if (!go)
    throw new PartUnavailable(
      'daprd and scheduler are not on PATH, and there is no Go to build them. Install Dapr (https://docs.dapr.io) or Go 1.24 or newer (https://go.dev/dl).',
    );
  progress('building daprd: 3 to 6 minutes the first time, none later');
  const started = Date.now();
  const timer = setInterval(
    () => progress(`building daprd: ${Math.round((Date.now() - started) / 1_000)} s so far`),
    30_000,
  );
  const unfinished = `${binary}.${process.pid}`;
  try {
    await mkdir(directory, { recursive: true });
    await run(go, ['build', '-ldflags=-s -w', '-o', unfinished, '.'], {
      cwd: source,
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(unfinished, binary);
  } catch (error) {
    await rm(unfinished, { force: true });
    const output = (error as { stderr?: string }).stderr ?? String(error);
    throw new PartUnavailable(`daprd could not be built by ${go}:\n${output.slice(-2_000)}`, { cause: error });
  } finally {
    clearInterval(timer);
  }
  return binary;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
