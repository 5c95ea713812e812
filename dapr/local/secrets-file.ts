import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretKeeper } from '../rotation.ts';

/**
 * The secrets of `npm run stack`, in its directory. Sidecars read the file when they load the component: each change gives the component another
 * revision, which has those that run load it again.
 */
export function secretsFileOf(directory: string): SecretKeeper {
  const file = join(directory, 'secrets.json');
  const component = join(directory, 'resources', 'secrets.yaml');
  const all = async () => JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  return {
    read: async (name) => (await all())[name] ?? '',
    async write(name, value) {
      await replace(file, `${JSON.stringify({ ...(await all()), [name]: value }, null, 2)}\n`);
      const text = (await readFile(component, 'utf8')).replace(/\n {4}- name: revision\n.*\n/, '\n');
      await replace(component, `${text.trimEnd()}\n    - name: revision\n      value: "${crypto.randomUUID()}"\n`);
    },
  };
}

/** Whoever reads meanwhile reads the one or the other. */
async function replace(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, text, { mode, flush: true });
  await rename(unfinished, file);
}
