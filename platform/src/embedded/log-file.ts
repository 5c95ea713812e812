import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const maxBytes = 4 * 1024 * 1024;

/**
 * Keeps a log file that another process appends to below about twice `maxBytes`: what is over goes to `<file>.1`.
 * Returns the function that ends it.
 */
export function boundLog(file: string): () => void {
  const check = () => {
    try {
      if (statSync(file).size <= maxBytes) return;
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
    } catch {
      // There is no file yet, or no room: a log is not worth failing for.
    }
  };
  check();
  const timer = setInterval(check, 60_000);
  timer.unref();
  return () => clearInterval(timer);
}

/** Its last lines, as a sentence of an error message. */
export async function tailOfLog(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-8);
  return `The end of ${file}:\n${lines.join('\n')}`;
}
