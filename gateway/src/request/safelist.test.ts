import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSafelist, MANIFEST_FORMAT, readSafelist } from './safelist.ts';

const manifest = (...operations: unknown[]) => ({ format: MANIFEST_FORMAT, version: 1, operations });

it('a manifest’s operations are found by their id and allowed as text, however it is laid out', () => {
  const body = 'query Viewer {\n  viewer { id name }\n}';
  const safelist = createSafelist(manifest({ id: 'v', name: 'Viewer', type: 'query', body }));
  expect(safelist.textOf('v')).toBe(body);
  expect(safelist.textOf('w')).toBeUndefined();
  for (const text of [body, 'query Viewer { viewer { id, name } }', `# a comment\n${body}`])
    expect(safelist.allows(text)).toBe(true);
  for (const text of [
    'query Viewer { viewer { id name email } }',
    '{ viewer { id name } }',
    '',
    '{',
    `${body} ${body}`,
  ])
    expect(safelist.allows(text)).toBe(false);
});

it('a text much longer than any operation is refused without being read', () => {
  const safelist = createSafelist(manifest({ id: 'v', body: '{ a }' }));
  const begun = performance.now();
  expect(safelist.allows(`{ a } #${'"'.repeat(2_000_000)}`)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(20);
});

it.each<[unknown, string]>([
  [null, 'expected "format": "apollo-persisted-query-manifest", got null'],
  [{ format: 'relay' }, 'got "relay"'],
  [{ format: MANIFEST_FORMAT, version: 2 }, 'expected "version": 1, got 2'],
  [{ format: MANIFEST_FORMAT, version: 1 }, 'expected a list "operations"'],
  [manifest({ id: 'v' }), 'at operations[0], got {"id":"v"}'],
  [manifest({ id: 'v', body: '{ a }' }, { id: 'v', body: '{ b }' }), 'each id once, got "v"'],
])('%j is no manifest, and the error says why', (given, reason) => {
  expect(() => createSafelist(given)).toThrow(reason);
});

it('a file that is no manifest is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rondo-manifest-'));
  const file = join(folder, 'manifest.json');
  await writeFile(file, JSON.stringify(manifest({ id: 'v', body: '{ a }' })));
  expect((await readSafelist(file)).size).toBe(1);
  await writeFile(file, '{');
  await expect(readSafelist(file)).rejects.toThrow(file);
  await expect(readSafelist(join(folder, 'missing.json'))).rejects.toThrow('missing.json');
  await rm(folder, { recursive: true });
});
