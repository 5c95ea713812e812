import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { randomKey, Secrets } from './secrets.ts';

let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'rondo-secrets-'));
  directory = join(parent, 'secrets');
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(parent, { recursive: true, force: true });
});

it('makes a secret that has a generator once, in a file that its owner alone may read', async () => {
  const made = await new Secrets(directory, {}, { key: randomKey }).get('key');
  expect(Buffer.from(made, 'base64url')).toHaveLength(32);
  expect(await new Secrets(directory, {}, { key: randomKey }).get('key')).toBe(made);
  expect((await stat(join(directory, 'key'))).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

it('gives everybody the same value where several processes ask for the first time at once', async () => {
  const values = await Promise.all(
    Array.from({ length: 20 }, () => new Secrets(directory, {}, { key: randomKey }).get('key')),
  );
  expect(new Set(values).size).toBe(1);
  expect(await readdir(directory)).toEqual(['key']);
});

it('prefers the environment', async () => {
  const secrets = new Secrets(directory, { RONDO_SECRET_SOME_KEY: 'from outside' }, { 'some-key': randomKey });
  expect(await secrets.get('some-key')).toBe('from outside');
});

it('sees a rotation without a restart', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const secrets = new Secrets(directory, {}, { key: () => 'old' });
  expect(await secrets.get('key')).toBe('old');
  await writeFile(join(directory, 'key'), 'new\n');
  vi.advanceTimersByTime(10_000);
  expect(await secrets.get('key')).toBe('new');
});

it('tells how to set a secret that there is none of', async () => {
  await expect(new Secrets(directory, {}, {}).get('some-key')).rejects.toThrow(/RONDO_SECRET_SOME_KEY/);
});

it('takes no name that leads out of its folder', async () => {
  await expect(new Secrets(directory, {}, {}).get('../key')).rejects.toThrow(RangeError);
});
