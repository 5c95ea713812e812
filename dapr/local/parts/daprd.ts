import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGo } from './go.ts';
import { hashOf, keep } from './kept.ts';
import { findProgram, outputOf, type Progress } from './part.ts';

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
  const files = await Promise.all(['go.mod', 'go.sum', 'main.go'].map((file) => readFile(join(source, file))));
  const directory = await keep({
    name: 'daprd',
    at: hashOf(...files),
    takes: '3 to 6 minutes',
    make: async (unfinished) => {
      await runGo({
        args: ['build', '-ldflags=-s -w', '-o', join(unfinished, 'daprd'), '.'],
        cwd: source,
        otherwise:
          'daprd and scheduler are not on PATH, and there is no Go to build them. Install Dapr (https://docs.dapr.io) or Go 1.24 or newer (https://go.dev/dl).',
      });
    },
    progress,
  });
  return join(directory, 'daprd');
}
