import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

const cache = await mkdtemp(join(tmpdir(), 'rondo-kept-'));
vi.stubEnv('XDG_CACHE_HOME', cache);
const { hashOf, keep } = await import('./kept.ts');
const { PartUnavailable } = await import('./part.ts');

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

const nothing = () => {};

test('What is asked for twice, at once and later, is made once', async () => {
  let made = 0;
  const ask = () =>
    keep({
      name: 'a thing',
      at: 'a-thing',
      takes: 'no time',
      progress: nothing,
      make: async (directory) => {
        made += 1;
        await writeFile(join(directory, 'thing'), 'made');
      },
    });
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(await readFile(join(first, 'thing'), 'utf8')).toBe('made');
  expect([second, await ask()]).toEqual([first, first]);
  expect(made).toBe(1);
});

test('What failed says the end of what the program said, leaves nothing, and is made when asked for again', async () => {
  const failing = keep({
    name: 'a broken thing',
    at: 'a-broken-thing',
    takes: 'no time',
    progress: nothing,
    make: async () => {
      throw Object.assign(new Error('Command failed'), { stderr: 'main.go:1: syntax error' });
    },
  });
  await expect(failing).rejects.toThrow('a broken thing could not be made:\nmain.go:1: syntax error');
  await expect(failing).rejects.toBeInstanceOf(PartUnavailable);
  expect((await readdir(cache, { recursive: true })).filter((name) => name.includes('broken'))).toEqual([]);
  const again = keep({ name: '', at: 'a-broken-thing', takes: '', progress: nothing, make: async () => {} });
  await expect(again).resolves.toContain('a-broken-thing');
});

test('A maker that another process overtook takes what that one made', async () => {
  const directory = await keep({
    name: 'a race',
    at: 'a-race',
    takes: 'no time',
    progress: nothing,
    make: async (own) => {
      await writeFile(join(own, 'by'), 'us');
      // Another process, which ends first.
      await mkdir(join(cache, 'rondo', 'a-race'), { recursive: true });
      await writeFile(join(cache, 'rondo', 'a-race', 'by'), 'them');
    },
  });
  expect(await readFile(join(directory, 'by'), 'utf8')).toBe('them');
});

test('The name of what is kept changes with each part of what it is made of', () => {
  expect(hashOf('a', 'b')).not.toBe(hashOf('a', 'c'));
  expect(hashOf('a')).toMatch(/^[0-9a-f]{16}$/);
});
