/**
 * Composes supergraph.graphql and api.graphql from the subgraphs' SDL.
 *
 *   node schema/src/compose.ts                    writes both; refuses a change that breaks clients, and a root field without @scopes
 *   node schema/src/compose.ts --check            writes nothing; fails where a committed file is stale
 *   node schema/src/compose.ts --allow-breaking   writes even so
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { composeServices } from '@apollo/composition';
import { buildSchema, findBreakingChanges, parse, printSchema } from 'graphql';
import { scopeFaults } from './scope-rules.ts';
import { apiFile, readSubgraphSdl, subgraphNames, supergraphFile } from './subgraphs.ts';

const { values: options } = parseArgs({
  options: { check: { type: 'boolean', default: false }, 'allow-breaking': { type: 'boolean', default: false } },
});

const composed = composeServices(
  subgraphNames.map((name) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: readSubgraphSdl(name) })),
);
if (composed.errors) {
  fail(['The subgraphs do not compose:', ...composed.errors.map((error) => `  ${error.message}`)]);
}

const faults = scopeFaults(parse(composed.supergraphSdl));
if (faults.length > 0)
  fail(['API tokens need to know (docs/tokens-and-oauth.md):', ...faults.map((fault) => `  ${fault}`)]);

const notice = '# Composed from the subgraphs by `npm run compose`. Do not edit.\n\n';
const supergraph = `${notice}${composed.supergraphSdl.trim()}\n`;
const api = `${notice}${printSchema(composed.schema.toAPISchema().toGraphQLJSSchema()).trim()}\n`;

const breaking = findBreakingChanges(buildSchema(committed(apiFile) || 'type Query'), buildSchema(api));
if (breaking.length > 0 && !options['allow-breaking']) {
  fail([
    'These changes break clients of the public API (docs/api-policy.md says how to evolve it instead):',
    ...breaking.map((change) => `  ${change.description}`),
  ]);
}

if (options.check) {
  if (committed(supergraphFile) !== supergraph || committed(apiFile) !== api) {
    fail([
      'schema/supergraph.graphql or schema/api.graphql is stale. Run `npm run compose` and commit what it writes.',
    ]);
  }
} else {
  writeFileSync(supergraphFile, supergraph);
  writeFileSync(apiFile, api);
}

function committed(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function fail(lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}
