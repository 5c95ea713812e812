/**
 * Generates the types of each subgraph's resolvers from its SDL, into src/generated/resolvers.ts.
 *
 *   node schema/src/codegen.ts           writes them
 *   node schema/src/codegen.ts --check   writes nothing; fails where one is stale
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { buildASTSchema, concatAST, type DocumentNode, parse } from 'graphql';
import { readSubgraphSdl, type SubgraphName, subgraphNames, subgraphSdl } from './subgraphs.ts';

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

// What federation adds to a subgraph's schema; only its names matter to the generated types.
const federationDirectives = parse(/* GraphQL */ `
  scalar FieldSet
  scalar LinkImport
  directive @link(url: String!, as: String, for: String, import: [LinkImport]) repeatable on SCHEMA
  directive @composeDirective(name: String!) repeatable on SCHEMA
  directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  directive @external on OBJECT | FIELD_DEFINITION
  directive @provides(fields: FieldSet!) on FIELD_DEFINITION
  directive @requires(fields: FieldSet!) on FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
`);

/** Each subgraph says in src/mappers.ts what its resolvers return for an object type: the parent types. */
async function generate(name: SubgraphName): Promise<string> {
  const sdl = readSubgraphSdl(name);
  const schema: DocumentNode = concatAST([federationDirectives, sdl]);
  const output = await codegen({
    filename: 'resolvers.ts',
    schema,
    schemaAst: buildASTSchema(schema, { assumeValidSDL: true }),
    documents: [],
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers: typescriptResolvers },
    config: {
      federation: true,
      useTypeImports: true,
      emitLegacyCommonJSImports: false,
      importExtension: '.ts',
      enumsAsTypes: true,
      avoidOptionals: { field: true },
      contextType: '@rondo/platform/service.ts#ServiceContext',
      mappers: mappersOf(name),
      mapperTypeSuffix: 'Row',
      scalars: {
        ID: 'string',
        FieldSet: 'string',
        LinkImport: 'string',
        DateTime: 'Date',
        Date: 'string',
        LocalTime: 'string',
        LocalDateTime: 'string',
        TimeZone: 'string',
        Duration: 'string',
      },
      strictScalars: true,
      defaultScalarType: 'unknown',
    },
  });
  return `// Generated from schema.graphql by \`npm run codegen\`. Do not edit.\n${output}`;
}

/** `export type Tag = …` in src/mappers.ts makes that the parent type of Tag's resolvers. */
function mappersOf(name: SubgraphName): Record<string, string> {
  const source = readIfThere(new URL('src/mappers.ts', subgraphSdl[name]));
  const names = [...source.matchAll(/^export (?:type|interface) (\w+)/gm)].map((match) => match[1] ?? '');
  return Object.fromEntries(names.map((type) => [type, `../mappers.ts#${type}`]));
}

function readIfThere(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const stale: string[] = [];
for (const name of subgraphNames) {
  const file = new URL('src/generated/resolvers.ts', subgraphSdl[name]);
  const text = await generate(name);
  if (readIfThere(file) === text) continue;
  stale.push(file.pathname);
  if (!options.check) {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
}
if (options.check && stale.length > 0) {
  process.stderr.write(`Stale: ${stale.join(', ')}. Run \`npm run codegen\` and commit what it writes.\n`);
  process.exit(1);
}
