/**
 * `node charts/image/assemble.ts TARGET`: puts what the image holds into a directory: sources, the bundles of the web client and the
 * playground, the packages that run, and the licences of all. After `npm ci`. The Dockerfile calls it, and `npm run check:charts`,
 * which starts what it has made.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder, makeBundle } from '../../gateway/src/playground/bundle.ts';
import { buildWebClient } from '../../web/serve.ts';
import { type Lock, packagesOf } from './packages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Of the project: what runs, what it reads, and what tells whether the bundles are current. */
const sources = [
  'package.json',
  'LICENSE',
  'service.ts',
  'schema',
  'platform',
  'gateway',
  'subgraphs',
  'tools',
  'dapr',
  'web',
];
/** Only for a checkout. Tests are left out before, by .dockerignore: the web client counts them among what it is built from. */
const leftOut =
  /^(node_modules|dist|\.cache|\.rondo|testing|test|__tests__)$|^(local|compose|prepare\.ts|rotat(e|ion)\.ts)$/;

/** The bundles are built; what they are built of is not needed again, but for its versions, which name the playground's folder. */
const onlyBuiltWith: Readonly<Record<string, (dependency: string) => boolean>> = {
  gateway: (name) => ['graphiql', '@graphiql/toolkit', 'react', 'react-dom', 'vite'].includes(name),
  web: (name) => name !== '@fastify/static',
};
const namedByVersion = ['graphiql', '@graphiql/react', 'graphql-ws', 'react', 'vite'];

/** Of packages: Node reads none of it. Sources in TypeScript it refuses below node_modules anyway. */
const unread = /\.([cm]?ts|map|flow|markdown|md)$/;
const licence = /^(licen[cs]e|notice|copying)/i;
const unreadFolders = /^(test|tests|__tests__|benchmark|benchmarks)$/;
/** Builds for bundlers, beside the one that Node takes. */
const forBundlers = /@opentelemetry\/[^/]+\/build\/(esm|esnext)$/;

/** Makes it in `target`, which is to be empty or absent. */
export async function assemble(target: string, progress: (line: string) => void): Promise<void> {
  await buildWebClient(progress);
  const playground = fileURLToPath(bundleFolder());
  await makeBundle(bundleFolder());
  for (const source of sources) {
    await cp(join(root, source), join(target, source), {
      recursive: true,
      filter: (path) => path === join(root, source) || !leftOut.test(basename(path)),
    });
  }
  for (const bundle of [playground, join(root, 'web', 'dist')]) {
    await cp(bundle, join(target, relative(root, bundle)), { recursive: true });
  }
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const linked = Object.entries(lock.packages).flatMap(([path, { link, resolved }]) =>
    link && resolved && existsSync(join(target, resolved)) ? [{ path, workspace: resolved }] : [],
  );
  const packages = packagesOf(
    lock,
    linked.map(({ workspace }) => workspace),
    onlyBuiltWith,
  );
  for (const path of packages) await copyPackage(path, target);
  for (const name of namedByVersion) {
    const manifest = join('node_modules', name, 'package.json');
    await mkdir(dirname(join(target, manifest)), { recursive: true });
    await cp(join(root, manifest), join(target, manifest));
  }
  for (const { path, workspace } of linked) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await symlink(relative(dirname(path), workspace), join(target, path));
  }
  await writeFile(join(target, 'NOTICES.txt'), await notices(lock, packages, target));
  progress(`${target}: ${packages.size} packages of ${Object.keys(lock.packages).length}.`);
}

async function copyPackage(path: string, target: string): Promise<void> {
  const from = join(root, path);
  await cp(from, join(target, path), {
    recursive: true,
    filter: (file) => {
      const name = basename(file);
      if (file === from) return true;
      // What is below is a package of its own, or not needed.
      if (name === 'node_modules' || forBundlers.test(file)) return false;
      if (dirname(file) === from && unreadFolders.test(name)) return false;
      return licence.test(name) || !unread.test(name);
    },
  });
}

/** Each package with its licence, and in full the texts of those that are under another than MIT's like. */
async function notices(lock: Lock, packages: ReadonlySet<string>, target: string): Promise<string> {
  const lines: string[] = [];
  const texts: string[] = [];
  for (const path of [...packages].toSorted()) {
    const { version, license = 'see its files' } = lock.packages[path] ?? {};
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    lines.push(`${name} ${version}: ${license}`);
    if (license !== 'Elastic-2.0') continue;
    const files = (await readdir(join(target, path))).filter((file) => licence.test(file));
    if (files.length === 0) throw new Error(`${path}: expected its licence's text, which the image must carry.`);
    for (const file of files)
      texts.push(`\n== ${name} ${version}: ${file}\n\n${await readFile(join(target, path, file), 'utf8')}`);
  }
  return [
    'Rondo is under the MIT licence (LICENSE). It contains the packages below, each under its own, whose text is in its folder.',
    "Apollo's gateway, query planner and what they are made of are under the Elastic License 2.0: you may use and distribute them, and",
    'may not offer them to others as a hosted or managed service. That licence follows the list.',
    '',
    ...lines,
    ...texts,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2];
  if (!target) throw new Error('node charts/image/assemble.ts TARGET: expected a directory to make.');
  await assemble(resolve(target), (line) => process.stdout.write(`${line}\n`));
}
