import { readdirSync, readFileSync } from 'node:fs';
import type { MethodContract } from '@rondo/schema/methods/define.ts';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const methods = new URL('../schema/src/methods/', import.meta.url);
const configurationSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    accessControl: z.object({
      policies: z.array(z.object({ operations: z.array(z.object({ name: z.string() })) })).optional(),
    }),
  }),
});

function allowedOperations(): Set<string> {
  const text = readFileSync(new URL('configuration.kubernetes.yaml', import.meta.url), 'utf8');
  const configurations = parseAllDocuments(text).map((document) => configurationSchema.parse(document.toJS()));
  return new Set(
    configurations.flatMap(({ metadata, spec }) =>
      (spec.accessControl.policies ?? []).flatMap(({ operations }) =>
        operations.map(({ name }) => `${metadata.name}:${name}`),
      ),
    ),
  );
}

const isMethod = (value: unknown): value is MethodContract<unknown, unknown> =>
  typeof value === 'object' && value !== null && 'service' in value && 'name' in value && 'input' in value;

it('lets somebody call every method in a cluster: one that was forgotten would be refused there and nowhere else', async () => {
  const files = readdirSync(methods).filter((file) => !file.startsWith('define'));
  const modules = await Promise.all(files.map((file) => import(new URL(file, methods).href)));
  const contracts = modules.flatMap((module) => Object.values(module)).filter(isMethod);
  expect(contracts.length).toBeGreaterThan(10);
  const allowed = allowedOperations();
  const forgotten = contracts.filter(({ service, name }) => !allowed.has(`${service}:/methods/${service}/${name}`));
  expect(forgotten.map(({ service, name }) => `${service}/${name}`)).toEqual([]);
});
