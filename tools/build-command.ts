/**
 * Makes `rondo-mcp` what can be installed anywhere: one JavaScript file without dependencies, as Node strips no types below
 * node_modules, with the licences of what is in it. `npm pack ./tools/rondo-mcp` runs this.
 */
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = import.meta.dirname;
const target = join(here, 'rondo-mcp', 'dist');

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const bundle = await rolldown({ input: join(here, 'src', 'stdio.ts'), platform: 'node', logLevel: 'warn' });
const { output } = await bundle.write({
  file: join(target, 'rondo-mcp.js'),
  format: 'esm',
  codeSplitting: false,
});
await bundle.close();
const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
await writeFile(join(target, 'LICENSES.txt'), await licencesOf(modules));
await chmod(join(target, 'rondo-mcp.js'), 0o755);

/** Of each package that a module comes from. @throws Error where one has no licence to show */
async function licencesOf(modules: readonly string[]): Promise<string> {
  const packages = new Set(modules.map(packageOf).filter((directory) => directory !== null));
  const texts = [`Rondo\n\n${(await readFile(join(here, '..', 'LICENSE'), 'utf8')).trim()}\n`];
  for (const directory of [...packages].toSorted()) {
    const { name, version, license } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
    const file = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file && !license) throw new Error(`Expected a licence of ${name}, found none.`);
    const text = file ? await readFile(join(directory, file), 'utf8') : `${license}\n`;
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

/** The directory of the package below node_modules; null of our own. */
function packageOf(module: string): string | null {
  const path = module.startsWith('file:') ? fileURLToPath(module) : module;
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replaceAll('\\', '/'))?.[0] ?? null;
}
