import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGo } from '../parts/go.ts';
import { hashOf, keep } from '../parts/kept.ts';
import { findProgram, type Progress } from '../parts/part.ts';

export interface FoundProgram {
  path: string;
  version: string;
  from: string;
}

interface Buildable {
  /** By which it may be on PATH. */
  names: readonly string[];
  /** Of dapr/local/observe; has a go.mod. */
  folder: 'jaeger' | 'collector';
  files: readonly string[];
  /** What go builds there. */
  target: string;
  version: string;
  otherwise: string;
}

const jaeger: Buildable = {
  names: ['jaeger-all-in-one'],
  folder: 'jaeger',
  files: ['go.mod', 'go.sum'],
  target: 'github.com/jaegertracing/jaeger/cmd/all-in-one',
  // Its Go module has no pages: built here it answers its API only.
  version: '1.62.0 (API)',
  otherwise:
    'jaeger-all-in-one is not on PATH. Install Jaeger 1.62 (https://www.jaegertracing.io/download) or Go 1.24 or newer (https://go.dev/dl).',
};

const collector: Buildable = {
  names: ['otelcol-contrib', 'otelcol'],
  folder: 'collector',
  files: ['go.mod', 'go.sum', 'main.go'],
  target: '.',
  version: '0.149.0',
  otherwise:
    'otelcol is not on PATH. Install the OpenTelemetry collector (https://opentelemetry.io/docs/collector) or Go 1.25 or newer (https://go.dev/dl).',
};

export const findJaeger = (progress: Progress): Promise<FoundProgram> => find(jaeger, progress);
export const findCollector = (progress: Progress): Promise<FoundProgram> => find(collector, progress);

async function find({ names, folder, files, target, version, otherwise }: Buildable, progress: Progress) {
  for (const name of names) {
    const path = await findProgram(name);
    if (path) return { path, version: '', from: `PATH (${path})` };
  }
  const cwd = fileURLToPath(new URL(`${folder}/`, import.meta.url));
  const sources = await Promise.all(files.map((file) => readFile(join(cwd, file))));
  const directory = await keep({
    name: folder,
    at: hashOf(...sources),
    takes: '2 to 5 minutes',
    make: async (unfinished) => {
      await runGo({
        args: ['build', '-trimpath', '-ldflags=-s -w', '-o', join(unfinished, folder), target],
        cwd,
        otherwise,
      });
    },
    progress,
  });
  const path = join(directory, folder);
  return { path, version, from: `built here (${path})` };
}
