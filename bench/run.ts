/** `npm run bench -- NAME…`: each benchmark is a module that exports `run(options)`, named as its file. */
import { existsSync } from 'node:fs';

export interface BenchOptions {
  /** Fewer rounds and shorter ones: for a look, not for a result. Writes nothing. */
  readonly quick: boolean;
  readonly args: readonly string[];
}

const [name, ...args] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);
if (!name || !/^[a-z-]+$/.test(name) || !existsSync(file)) {
  process.stderr.write('Usage: npm run bench -- NAME [--quick], where NAME is a benchmark of this folder\n');
  process.exit(2);
}
const { run }: { run: (options: BenchOptions) => Promise<void> } = await import(file.href);
await run({ quick: args.includes('--quick'), args: args.filter((arg) => arg !== '--quick') });
