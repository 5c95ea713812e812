import { readFileSync } from 'node:fs';
import { apiFile } from '@rondo/schema/subgraphs.ts';
import {
  astFromValue,
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
  print,
} from 'graphql';
import { describe, expect, it } from 'vitest';

const contract = buildSchema(readFileSync(new URL('contract.graphql', import.meta.url), 'utf8'));
const api = buildSchema(readFileSync(apiFile, 'utf8'));

const typesOf = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));

/** All that a client may rely on of a type, a line each: `Query.tag(id): ID!`. */
function promises(type: GraphQLNamedType): string[] {
  const lines = [`${type.name}: ${type.astNode?.kind}`];
  if (isEnumType(type)) return [...lines, ...type.getValues().map(({ name }) => `${type.name}.${name}`)];
  if (isInputObjectType(type)) {
    return [...lines, ...Object.values(type.getFields()).map((field) => `${type.name}.${given(field)}`)];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return lines;
  for (const { name } of type.getInterfaces()) lines.push(`${type.name} implements ${name}`);
  for (const field of Object.values(type.getFields())) {
    lines.push(`${type.name}.${field.name}: ${field.type}`);
    for (const argument of field.args) lines.push(`${type.name}.${field.name}(${given(argument)})`);
  }
  return lines;
}

function given({ name, type, defaultValue }: GraphQLArgument | GraphQLInputField): string {
  const value = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return `${name}: ${type}${value ? ` = ${print(value)}` : ''}`;
}

interface Demand {
  /** Of an object type: the field that it is an argument of. */
  field: string | null;
  name: string;
}

/** What a client has to give: nothing may join these, or calls written before would be refused. */
function demands(type: GraphQLNamedType): Demand[] {
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return required.map(({ name }) => ({ field: null, name }));
  }
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name: field, args }) =>
    args.filter(isRequiredArgument).map(({ name }) => ({ field, name })),
  );
}

const byText = (a: Demand, b: Demand) => `${a.field}.${a.name}`.localeCompare(`${b.field}.${b.name}`);

describe('the API keeps what clients are written against', () => {
  it.each(typesOf(contract).map((type) => [type.name, type] as const))('%s', (name, type) => {
    const ours = api.getType(name);
    expect(ours ? promises(ours) : []).toEqual(expect.arrayContaining(promises(type)));
    const known = new Set(isObjectType(type) ? Object.keys(type.getFields()) : []);
    const demanded = (ours ? demands(ours) : []).filter(({ field }) => field === null || known.has(field));
    expect(demanded.toSorted(byText)).toEqual(demands(type).toSorted(byText));
  });
});

describe('the API says what it means', () => {
  it.each(['Query', 'Mutation', 'Subscription'])('each field of %s is described', (name) => {
    const type = api.getType(name);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    expect(fields.filter(({ description }) => !description).map((field) => field.name)).toEqual([]);
  });
});
