import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { boundLog, tailOfLog } from './log-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rondo-log-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

it('moves a log that has grown too large aside, and leaves a small one and a missing one alone', async () => {
  const file = join(directory, 'postgres.log');
  boundLog(file)();
  await writeFile(file, 'short\n');
  boundLog(file)();
  expect(await readFile(file, 'utf8')).toBe('short\n');
  await writeFile(file, 'x'.repeat(5_000_000));
  boundLog(file)();
  expect((await stat(file)).size).toBe(0);
  expect((await stat(`${file}.1`)).size).toBe(5_000_000);
});

it('shows the last lines', async () => {
  const file = join(directory, 'postgres.log');
  await writeFile(file, Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join(''));
  const text = await tailOfLog(file);
  expect(text).toContain('line 99');
  expect(text).not.toContain('line 50');
});
