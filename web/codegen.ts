/**
 * Generates the types and documents of the client's operations from the public schema, into src/api/generated/.
 *
 *   node codegen.ts           writes them
 *   node codegen.ts --check   writes nothing; fails where they are stale
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const operationsDirectory = new URL('src/api/operations/', import.meta.url);
const outputFile = new URL('src/api/generated/operations.ts', import.meta.url);

/**
 * Each operation with the fragments that it uses, as text: a tenth of what its syntax tree takes on the way to the browser. What
 * needs the tree parses it there.
 */
const texts = {
  plugin(_schema: unknown, documents: readonly { document?: DocumentNode }[]) {
    const definitions = documents.flatMap(({ document }) => document?.definitions ?? []);
    const fragments = new Map(
      definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    );
    const operations = definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) return [];
      const name = definition.name.value;
      const type = `${name}${definition.operation.replace(/^./, (letter) => letter.toUpperCase())}`;
      const text = stripIgnoredCharacters([definition, ...used(definition, fragments)].map(print).join('\n'));
      return [`export const ${name}Document = '${text}' as TypedDocument<${type}, ${type}Variables>;`];
    });
    return { prepend: ["import type { TypedDocument } from '../document.ts';"], content: operations.join('\n') };
  },
};

function used(definition: DefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const found = new Set<FragmentDefinitionNode>();
  const collect = (node: DefinitionNode) =>
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || found.has(fragment)) return;
        found.add(fragment);
        collect(fragment);
      },
    });
  collect(definition);
  return found;
}

const schema = parse(readFileSync(new URL('../schema/api.graphql', import.meta.url), 'utf8'));
const output = await codegen({
  filename: outputFile.pathname,
  schema,
  schemaAst: buildASTSchema(schema),
  documents: readdirSync(operationsDirectory)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({
      location: name,
      document: parse(readFileSync(new URL(name, operationsDirectory), 'utf8'), { noLocation: true }),
    })),
  plugins: [{ operations: {} }, { texts: {} }],
  pluginMap: { operations, texts },
  config: {
    useTypeImports: true,
    emitLegacyCommonJSImports: false,
    enumsAsTypes: true,
    enumType: 'string-literal',
    skipTypename: true,
    nonOptionalTypename: false,
    dedupeFragments: true,
    scalars: Object.fromEntries(
      ['ID', 'DateTime', 'Date', 'LocalTime', 'LocalDateTime', 'TimeZone', 'Duration'].map((name) => [name, 'string']),
    ),
    strictScalars: true,
    defaultScalarType: 'unknown',
  },
});
const text = `// Generated from src/api/operations by \`npm run codegen -w @rondo/web\`. Do not edit.\n${output}`;

const current = readdirSync(new URL('.', outputFile), { withFileTypes: false }).length
  ? readFileSync(outputFile, 'utf8')
  : '';
if (options.check) {
  if (current !== text) {
    process.stderr.write('Stale: src/api/generated. Run `npm run codegen -w @rondo/web` and commit what it writes.\n');
    process.exit(1);
  }
} else {
  mkdirSync(new URL('.', outputFile), { recursive: true });
  writeFileSync(outputFile, text);
}
