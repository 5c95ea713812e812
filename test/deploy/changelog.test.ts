import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from './fake-programs.ts';

const script = fileURLToPath(new URL('../../.github/scripts/changelog.ts', import.meta.url));
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rondo-changelog-'));
  const text =
    '# Changelog\n\n## Unreleased\n\n- Soon.\n\n## 1.2.0 (2027-02-01)\n\n- Faster.\n\n## [1.1.0]\n\n## 1.0.0\n\n- First.\n';
  await writeFile(join(directory, 'CHANGELOG.md'), text);
});
afterAll(() => rm(directory, { recursive: true }));

it.each([
  ['v1.2.0', '- Faster.\n'],
  ['1.0.0', '- First.\n'],
  ['v1.2.0-rc.1', '- Faster.\n'],
  ['v1.3.0-rc.1', '- Soon.\n'],
])('release notes of %s are its section of the changelog', async (version, expected) => {
  const ran = await runProgram(process.execPath, [script, version], { cwd: directory });
  expect(ran).toEqual({ code: 0, stdout: expected, stderr: '' });
});

it.each(['v1.3.0', 'v1.1.0', 'v1.2', 'latest'])('%s is not released without a word to users', async (version) => {
  const ran = await runProgram(process.execPath, [script, version], { cwd: directory });
  expect(ran).toMatchObject({ code: 1, stdout: '' });
});

it('the repository has a changelog with a place for what is next', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const ran = await runProgram(process.execPath, [script, 'v99.0.0-rc.1'], { cwd: root });
  expect(ran.code).toBe(0);
});
