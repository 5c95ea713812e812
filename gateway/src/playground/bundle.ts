/**
 * The playground's bundle: GraphiQL with all it needs, so that it works offline. It is made once for each version of its
 * sources and dependencies, by `node gateway/src/playground/bundle.ts` where an image is built, else when the first
 * browser asks for it: nothing generated is committed, and no start waits for it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const sources = new URL('../../playground/', import.meta.url);
const bundles = new URL('../../dist/playground/', import.meta.url);
/** Where the server serves the bundle's files. */
export const BUNDLE_PATH = '/playground/';

/** The folder of the bundle of these sources and these versions of what it is made of, whether it is there or not. */
export function bundleFolder(): URL {
  const hash = createHash('sha256');
  const files = readdirSync(sources, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files.toSorted((a, b) => compare(a.parentPath + a.name, b.parentPath + b.name)))
    hash.update(name).update(readFileSync(`${parentPath}/${name}`));
  const require = createRequire(import.meta.url);
  for (const name of ['graphiql', '@graphiql/react', 'graphql-ws', 'react', 'vite'])
    hash.update(readFileSync(packageFile(require, name)));
  return new URL(`${hash.digest('hex').slice(0, 16)}/`, bundles);
}

export function isBundled(folder: URL): boolean {
  return existsSync(new URL('index.html', folder));
}

/** Makes the bundle where it is not there. Two at a time do no harm: the one that ends first counts. */
export async function makeBundle(folder: URL): Promise<void> {
  if (isBundled(folder)) return;
  const { build } = await import('vite');
  const unfinished = new URL(`../making-${process.pid}/`, folder);
  await mkdir(unfinished, { recursive: true });
  try {
    await build({
      root: fileURLToPath(sources),
      base: BUNDLE_PATH,
      configFile: false,
      logLevel: 'error',
      build: { outDir: fileURLToPath(unfinished), emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
    });
    await rename(unfinished, folder);
  } catch (error) {
    if (!isBundled(folder)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function packageFile(require: NodeJS.Require, name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = `${folder}/${name}/package.json`;
    if (existsSync(file)) return file;
  }
  throw new Error(`The package ${name}, which the playground is made of, is not installed.`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeBundle(bundleFolder());
