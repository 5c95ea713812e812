import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGo } from '../../dapr/local/parts/go.ts';
import { hashOf, keep } from '../../dapr/local/parts/kept.ts';
import type { Progress } from '../../dapr/local/parts/part.ts';

/** Programs that `go install` can make of their own modules. */
const packages = {
  helm: 'helm.sh/helm/v4/cmd/helm@v4.3.1',
  kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
  'kube-score': 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  gitleaks: 'github.com/zricethezav/gitleaks/v8@v8.30.1',
} as const;

export type GoProgram = keyof typeof packages;

/** Of no use to somebody who only runs them, and a third of their size. */
const withoutSymbols = '-s -w';

/** The path of a program that is made of a published module, in the version above. Throws PartUnavailable. */
export async function goProgram(name: GoProgram, progress: Progress): Promise<string> {
  const from = packages[name];
  const directory = await keep({
    name,
    at: `${name}-${hashOf(from, withoutSymbols)}`,
    takes: '1 to 3 minutes',
    make: async (unfinished) => {
      await runGo({
        args: ['install', `-ldflags=${withoutSymbols}`, from],
        env: { GOBIN: unfinished, CGO_ENABLED: '0' },
        otherwise: `There is no Go to make ${name} of ${from}. Install Go 1.26 or newer (https://go.dev/dl).`,
      });
    },
    progress,
  });
  return join(directory, name);
}

export interface GoModule {
  /** Of the program, and for lines of progress. */
  name: string;
  /** The directory of go.mod and go.sum, and of main.go where there is one. */
  source: URL;
  /** What is built: `.`, or the package of a `tool` line in go.mod. */
  package?: string;
  /** As `go build -ldflags` has them, besides what leaves symbols out. */
  linkerFlags?: string;
  takes: string;
}

/** The path of a program that is built from a module of ours, whose go.mod and go.sum pin all that it is made of. Throws PartUnavailable. */
export async function goModule(
  { name, source, package: from = '.', linkerFlags = '', takes }: GoModule,
  progress: Progress,
): Promise<string> {
  const root = fileURLToPath(source);
  const flags = `${withoutSymbols} ${linkerFlags}`.trim();
  const files = (await readdir(root, { recursive: true })).filter((file) =>
    /\.go$|^go\.(mod|sum)$/.test(basename(file)),
  );
  const contents = await Promise.all(files.toSorted().map((file) => readFile(join(root, file))));
  const directory = await keep({
    name,
    at: `${name}-${hashOf(...contents, from, flags)}`,
    takes,
    make: async (unfinished) => {
      await runGo({
        args: ['build', `-ldflags=${flags}`, '-o', join(unfinished, name), from],
        cwd: root,
        env: { CGO_ENABLED: '0' },
        otherwise: `There is no Go to build ${name}. Install Go 1.26 or newer (https://go.dev/dl).`,
      });
    },
    progress,
  });
  return join(directory, name);
}

/** helm-unittest, whose module replaces others and so can't be installed by its path. */
export const helmUnittest = (progress: Progress): Promise<string> =>
  goModule(
    {
      name: 'helm-unittest',
      source: new URL('helm-unittest/', import.meta.url),
      package: 'github.com/helm-unittest/helm-unittest/cmd/helm-unittest',
      takes: '1 to 3 minutes',
    },
    progress,
  );

/** The directory of a module's source, as the module proxy has it. Throws PartUnavailable. */
export async function goSource(module: string): Promise<string> {
  const described = await runGo({
    args: ['mod', 'download', '-json', module],
    otherwise: `There is no Go to fetch ${module}. Install Go 1.26 or newer (https://go.dev/dl).`,
  });
  return (JSON.parse(described) as { Dir: string }).Dir;
}
