/** `npm run bench -- NAME…`: each benchmark is a module that exports `run(options)`, named as its file. */
import { globSync } from 'node:fs';
import { basename } from 'node:path';

export interface BenchOptions {
  /** Fewer rounds and shorter ones: for a look, not for a result. Writes nothing. */
  readonly quick: boolean;
  readonly args: readonly string[];
}

const [name, ...args] = process.argv.slice(2);
const names = globSync('*.ts', { cwd: import.meta.dirname })
  .map((file) => basename(file, '.ts'))
  .filter((each) => each !== 'run')
  .toSorted();
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- NAME [--quick]\n  NAME is one of ${names.join(', ')}.\n`);
  process.exit(2);
}
const file = new URL(`./${name}.ts`, import.meta.url);
const { run }: { run: (options: BenchOptions) => Promise<void> } = await import(file.href);
await run({ quick: args.includes('--quick'), args: args.filter((arg) => arg !== '--quick') });
