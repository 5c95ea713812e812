import { readFile } from 'node:fs/promises';
import { isMap, isNode, isPair, isScalar, type Pair, parseDocument, stringify } from 'yaml';

const values = new URL('../rondo/values.yaml', import.meta.url);

/** What marks a comment as a value's description, as in helm-docs. */
const marker = '-- ';

/** charts/rondo/README.md, with a table of all that is in values.yaml. */
export async function valuesTable(): Promise<string> {
  return [
    '# Values of the chart rondo',
    '',
    '<!-- Made from values.yaml by `npm run check:charts -- --update`; change it there. -->',
    '',
    'How they merge, and what to set first: [docs/deploy.md](../../docs/deploy.md). A name that is not here is refused.',
    '',
    '| value | default | what |',
    '| --- | --- | --- |',
    ...tableOf(await readFile(values, 'utf8')),
    '',
  ].join('\n');
}

/**
 * A row for every value that a comment describes, which begins with `# --`. Throws the names of values that neither have such a
 * comment nor stand below one.
 */
export function tableOf(yaml: string): string[] {
  const document = parseDocument(yaml);
  const rows: string[] = [];
  const undescribed: string[] = [];
  const visit = (pair: Pair, path: string, described: boolean) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const comment = isScalar(pair.key) ? (pair.key.commentBefore ?? '') : '';
    const name = path === '' ? key : `${path}.${key}`;
    const description = describe(comment);
    if (description !== null)
      rows.push(row(name, isNode(pair.value) ? pair.value.toJS(document) : pair.value, description));
    if (isMap(pair.value) && pair.value.items.length > 0) {
      const { items, commentBefore } = pair.value;
      for (const [index, item] of items.entries()) {
        // What stands before a map's first value is the map's own, to the parser.
        if (index === 0 && commentBefore && isScalar(item.key)) item.key.commentBefore ??= commentBefore;
        visit(item, name, described || description !== null);
      }
    } else if (description === null && !described) undescribed.push(name);
  };
  if (isMap(document.contents)) {
    for (const item of document.contents.items) if (isPair(item)) visit(item, '', false);
  }
  if (undescribed.length > 0) {
    throw new Error(`values.yaml: expected a comment that begins with \`# --\` before ${undescribed.join(', ')}.`);
  }
  return rows;
}

/** The paragraph that begins with the marker; null where there is none. */
function describe(comment: string): string | null {
  const lines = comment.split('\n').map((line) => line.trim());
  const first = lines.findLastIndex((line) => line.startsWith(marker));
  if (first < 0) return null;
  return lines.slice(first).join(' ').slice(marker.length);
}

function row(name: string, value: unknown, description: string): string {
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  const shown = text.length > 80 ? 'see values.yaml' : `\`${text}\``;
  return `| \`${name}\` | ${shown} | ${description.replaceAll('|', '\\|')} |`;
}
