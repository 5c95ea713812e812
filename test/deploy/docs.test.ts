import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/* What the guides of installing and running tell an operator to type is what there is. */

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');
const guides = ['docs/deploy.md', 'docs/operations.md', 'docs/observability.md', 'docs/release.md'];

/** Fenced blocks of a language, without the indent of a list. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** Paths of values that are not among the chart's. What holds no fixed names is not looked into. */
function unknown(given: unknown, known: unknown, path = ''): string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  if (typeof known !== 'object' || known === null) return [path];
  return Object.entries(given).flatMap(([name, value]) =>
    Object.hasOwn(known, name)
      ? unknown(value, Reflect.get(known, name), `${path}.${name}`)
      : [`${path}.${name}`.slice(1)],
  );
}

it('by hand the same versions are installed as by the scripts', async () => {
  const scripts = await read('charts/scripts/parts.sh');
  const versions = [...scripts.matchAll(/^[A-Z_]+_VERSION=(\S+)$/gm)].map(([, version]) => version);
  const typed = [...(await read('docs/deploy.md')).matchAll(/--version (\S+)/g)].map(([, version]) => version);
  expect(typed.toSorted()).toEqual(versions.toSorted());
});

describe.each(guides)('%s', (guide) => {
  it('names files that there are', async () => {
    const named = (await read(guide)).matchAll(
      /(?<![\w/@.-])((?:charts|dapr|monitoring|docs|\.github)\/[\w./-]+\.(?:yaml|sh|ts|md|json))/g,
    );
    expect([...named].map(([, path = '']) => path).filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('sets values that the chart has', async () => {
    const known = parse(await read('charts/rondo/values.yaml'));
    for (const block of blocks(await read(guide), 'yaml')) expect(unknown(parse(block), known)).toEqual([]);
    const text = await read(guide);
    const set = [...text.matchAll(/--set(?:-file)? ([\w.]+)=/g)].map(([, path = '']) => path);
    // Those of other charts, which are installed beside it.
    const own = set.filter((path) => !/^(dapr_|global)/.test(path));
    for (const path of own) {
      expect(
        unknown(
          path.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), ''),
          known,
        ),
        path,
      ).toEqual([]);
    }
  });
});
