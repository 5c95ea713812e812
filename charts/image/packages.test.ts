import { expect, test } from 'vitest';
import { type Lock, packagesOf } from './packages.ts';

const lock = (packages: Lock['packages']): Lock => ({ packages });

test('What runs is what the workspaces depend on and their dependencies and peers, where npm has put it', () => {
  const found = packagesOf(
    lock({
      server: { dependencies: { pg: '8', '@rondo/shared': '*' } },
      shared: { dependencies: { zod: '4' } },
      'node_modules/@rondo/shared': { link: true, resolved: 'shared' },
      'node_modules/pg': {
        dependencies: { 'pg-types': '2' },
        peerDependencies: { native: '1' },
        peerDependenciesMeta: { native: { optional: true } },
      },
      'node_modules/pg-types': {},
      'node_modules/native': {},
      'node_modules/zod': {},
      'shared/node_modules/zod': { peerDependencies: { typescript: '5' } },
      'node_modules/typescript': {},
      'node_modules/vitest': {},
    }),
    ['server', 'shared'],
  );
  expect([...found].toSorted()).toEqual([
    'node_modules/pg',
    'node_modules/pg-types',
    'node_modules/typescript',
    'shared/node_modules/zod',
  ]);
});

test('What a workspace is only built with is left out with all that is there for it alone', () => {
  const packages = lock({
    server: { dependencies: { vite: '8', pg: '8' } },
    'node_modules/vite': { dependencies: { rolldown: '1' } },
    'node_modules/rolldown': {},
    'node_modules/pg': {},
  });
  expect([...packagesOf(packages, ['server'], { server: (name) => name === 'vite' })]).toEqual(['node_modules/pg']);
});

test('A package that the lock file lacks is named, as an image without it would not start', () => {
  expect(() => packagesOf(lock({ server: { dependencies: { pg: '8' } } }), ['server'])).toThrow(
    'package-lock.json has no pg, which server depends on',
  );
});
