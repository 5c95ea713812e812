import {
  type AnyEntity,
  type EntityClass,
  type EntityProperty,
  type EntitySchema,
  ReferenceKind,
} from '@mikro-orm/core';
import { MikroORM, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { ClientBase } from 'pg';

interface Column {
  relation: string;
  name: string;
  type: string;
  nullable: boolean;
}

/**
 * What entities and the migrated schema disagree on, a sentence each: tables and columns that are missing, types of
 * another kind, nullability. A column that no property has is no drift: an entity may be a part of its table.
 * MikroORM's own comparison is not used: it wants every index, check, collation and policy told twice.
 */
export async function findDrift(
  client: ClientBase,
  schema: string,
  entities: readonly (EntityClass<AnyEntity> | EntitySchema)[],
): Promise<string[]> {
  const orm = new MikroORM({
    driver: PostgreSqlDriver,
    dbName: 'unused',
    schema,
    entities: [...entities],
    discovery: { warnWhenNoEntities: false },
  });
  const { rows } = await client.query<Column>(columnsSql, [schema]);
  const drift: string[] = [];
  for (const meta of orm.getMetadata().getAll().values()) {
    if (meta.embeddable || meta.virtual || meta.pivotTable) continue;
    const columns = new Map(rows.filter(({ relation }) => relation === meta.tableName).map((row) => [row.name, row]));
    if (columns.size === 0) {
      drift.push(`${meta.className}: there is no table ${schema}.${meta.tableName}.`);
      continue;
    }
    const mapped = meta.props.filter((prop) => prop.persist !== false && isColumn(prop));
    for (const prop of mapped) {
      for (const [index, name] of prop.fieldNames.entries()) {
        const problem = compare(prop, index, columns.get(name));
        if (problem) drift.push(`${meta.className}.${prop.name}: column ${name} ${problem}.`);
      }
    }
  }
  return drift;
}

function isColumn(prop: EntityProperty): boolean {
  const owning = prop.kind === ReferenceKind.MANY_TO_ONE || (prop.kind === ReferenceKind.ONE_TO_ONE && prop.owner);
  return prop.kind === ReferenceKind.SCALAR || owning;
}

function compare(prop: EntityProperty, index: number, column: Column | undefined): string | null {
  if (!column) return 'does not exist';
  const [expected, found] = [kindOf(prop.columnTypes[index] ?? ''), kindOf(column.type)];
  if (expected !== found) return `is ${column.type}, not ${prop.columnTypes[index]}`;
  if (Boolean(prop.nullable) !== column.nullable && !prop.generated) {
    return column.nullable ? 'may be null, the property may not' : 'may not be null, the property may';
  }
  return null;
}

/** Types that a value goes through unchanged are of one kind; length and precision are the database's business. */
function kindOf(type: string): string {
  const plain = type
    .toLowerCase()
    .replace(/\(.*?\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const array = plain.endsWith('[]');
  const bare = array ? plain.slice(0, -2) : plain;
  return (synonyms[bare] ?? bare) + (array ? '[]' : '');
}

const synonyms: Readonly<Record<string, string>> = {
  varchar: 'text',
  'character varying': 'text',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  bool: 'boolean',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'timestamp without time zone': 'timestamp',
  float8: 'double precision',
  decimal: 'numeric',
};

const columnsSql = `
  select c.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
    not a.attnotnull as nullable
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`;
