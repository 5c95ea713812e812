import { expect, test } from 'vitest';
import { tableOf } from './values-table.ts';

test('Each value that a comment describes is a row, with its path and default, a map with all of it where it is short', () => {
  const table = tableOf(`
# About the file.
# -- Where it is.
url: https://example.com
image:
  # -- What runs:
  # a | b.
  name: rondo
# -- As Kubernetes has them.
resources: { requests: { cpu: 1 } }
`);
  expect(table).toEqual([
    '| `url` | `https://example.com` | Where it is. |',
    '| `image.name` | `rondo` | What runs: a \\| b. |',
    '| `resources` | `{ requests: { cpu: 1 } }` | As Kubernetes has them. |',
  ]);
});

test('Values that nobody describes are named, all at once', () => {
  expect(() => tableOf('a: 1\nb:\n  # No description.\n  c: 2\n  d: 3\n')).toThrow('before a, b.c, b.d.');
});

test('What stands below a described value needs no description of its own, and may have one', () => {
  expect(tableOf('# -- Its kind.\ntags:\n  kind: http\n  # -- Seconds.\n  grace: 5\n')).toEqual([
    '| `tags` | `{ kind: http, grace: 5 }` | Its kind. |',
    '| `tags.grace` | `5` | Seconds. |',
  ]);
});
