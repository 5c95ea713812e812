import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { hashOf, keep } from '../../dapr/local/parts/kept.ts';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { customResources, kubernetesApi } from '../tools/crds.ts';
import { strimziResources } from '../tools/strimzi.ts';

/** JSON Schema, as far as it is read or written here. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  nullable?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
  [other: string]: unknown;
}

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const embedded: Record<string, Schema> = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: {} };

/** Where kubeconform looks for a resource's schema, below the directory of `strictSchemas`. */
export const schemaLocation = '{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json';

const fileOf = (group: string, version: string, kind: string) =>
  `${group || version}/${kind.toLowerCase()}_${version}.json`;

/**
 * A directory with one JSON Schema for each kind of resource: those of Kubernetes from its API description, custom ones from their
 * definitions. Strict: a field that the API does not know is refused, as the API server would with fieldValidation=Strict.
 * Throws PartUnavailable.
 */
export async function strictSchemas(progress: Progress): Promise<string> {
  const [api, ...crds] = await Promise.all([
    kubernetesApi(progress),
    customResources(progress),
    strimziResources(progress),
  ]);
  const generator = await readFile(fileURLToPath(import.meta.url));
  return keep({
    name: 'schemas of resources',
    at: `schemas-${hashOf(api, ...crds, generator)}`,
    takes: 'seconds',
    make: async (unfinished) => {
      const custom = await Promise.all(crds.map(ofCustomResources));
      const schemas = new Map([...(await ofKubernetes(api)), ...custom.flatMap((of) => [...of])]);
      for (const [file, schema] of schemas) {
        await mkdir(dirname(join(unfinished, file)), { recursive: true });
        await writeFile(join(unfinished, file), JSON.stringify(schema));
      }
    },
    progress,
  });
}

async function ofKubernetes(api: string): Promise<Map<string, Schema>> {
  const { definitions } = JSON.parse(await readFile(api, 'utf8')) as { definitions: Record<string, Schema> };
  const strict: Record<string, Schema> = {};
  for (const [name, schema] of Object.entries(definitions)) {
    // The description has it as a string; the API takes a number as well, such as `cpu: 1`.
    strict[name] = name === QUANTITY ? { type: ['string', 'number'] } : close(schema);
  }
  const files = new Map<string, Schema>();
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      files.set(fileOf(group, version, kind), {
        $ref: `#/definitions/${name}`,
        definitions: Object.fromEntries([...reachable(name, strict)].map((needed) => [needed, strict[needed]])),
      });
    }
  }
  return files;
}

/** The names of all that a definition refers to, itself among them. */
function reachable(
  name: string,
  definitions: Readonly<Record<string, Schema>>,
  found = new Set<string>(),
): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, next] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    if (next !== undefined) reachable(next, definitions, found);
  }
  return found;
}

interface CustomResourceDefinition {
  kind: string;
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema?: { openAPIV3Schema: Schema } }[];
  };
}

async function ofCustomResources(directory: string): Promise<Map<string, Schema>> {
  const files = new Map<string, Schema>();
  for (const file of await readdir(directory)) {
    for (const document of parseAllDocuments(await readFile(join(directory, file), 'utf8'))) {
      const definition = document.toJS() as CustomResourceDefinition | null;
      if (definition?.kind !== 'CustomResourceDefinition') continue;
      const { group, names, versions } = definition.spec;
      for (const { name, schema } of versions) {
        if (!schema) continue;
        const { properties = {}, ...root } = schema.openAPIV3Schema;
        const whole = { ...root, properties: { ...embedded, ...properties } };
        files.set(fileOf(group, name, names.kind), close(whole));
      }
    }
  }
  return files;
}

/** The same, where an object with known fields has no others, in the words of JSON Schema instead of OpenAPI's. */
function close(schema: Schema): Schema {
  const { description: _, properties, items, additionalProperties, anyOf, ...closed } = schema;
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return { type: ['string', 'integer'] };
  if (properties) {
    const known = schema['x-kubernetes-embedded-resource'] ? { ...embedded, ...properties } : properties;
    closed.properties = Object.fromEntries(Object.entries(known).map(([name, field]) => [name, close(field)]));
    if (!schema['x-kubernetes-preserve-unknown-fields']) closed.additionalProperties = false;
  }
  if (items) closed.items = close(items);
  // Alternatives say which fields must be there together, of those that are known already.
  if (anyOf) closed.anyOf = anyOf;
  if (typeof additionalProperties === 'object') closed.additionalProperties = close(additionalProperties);
  else if (additionalProperties === true) closed.additionalProperties = true;
  if (schema.nullable && typeof schema.type === 'string') closed.type = [schema.type, 'null'];
  // The formats of OpenAPI are not those of JSON Schema, and CEL is for the API server.
  delete closed.format;
  delete closed['x-kubernetes-validations'];
  delete closed['x-kubernetes-group-version-kind'];
  return closed;
}
