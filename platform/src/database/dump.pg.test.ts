import { defineEntity, p } from '@mikro-orm/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { describeSchema } from './describe-schema.ts';
import { findDrift } from './drift.ts';
import { ownerPolicy } from './row-level-security.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    create schema notes;
    create type notes.mood as enum ('GOOD', 'BAD');
    create table notes.note (
      id text collate "C" primary key,
      owner_id text not null,
      mood notes.mood default 'GOOD',
      size integer generated always as (length(id)) stored,
      written_at timestamptz(3) not null,
      check (size > 0)
    );
    create unique index note_unique on notes.note (owner_id, lower(id)) where size > 1;
    ${ownerPolicy('notes.note')};
    create view notes.good as select id from notes.note where mood = 'GOOD';
    create function notes.twice(n int) returns int language sql immutable return n * 2;
  `);
});

afterAll(async () => {
  await client?.end();
  await database?.[Symbol.asyncDispose]();
});

describe('describeSchema', () => {
  it('tells everything that a migration may have changed', async () => {
    const text = await describeSchema(client, 'notes');
    for (const expected of [
      `create type notes.mood as enum ('GOOD', 'BAD');`,
      'create table notes.note (',
      'id text collate "C" not null',
      `mood notes.mood default 'GOOD'::notes.mood`,
      'size integer generated always as (length(id)) stored',
      'written_at timestamp(3) with time zone not null',
      'constraint note_pkey PRIMARY KEY (id)',
      'CHECK ((size > 0))',
      'CREATE UNIQUE INDEX note_unique ON notes.note USING btree (owner_id, lower(id)) WHERE (size > 1);',
      'alter table notes.note enable row level security;',
      'alter table notes.note force row level security;',
      'create policy owner on notes.note using (((owner_id = ',
      'create view notes.good',
      'FUNCTION notes.twice(n integer)',
    ]) {
      expect(text).toContain(expected);
    }
  });

  it('gives the same text for the same schema, and another one after any change', async () => {
    const before = await describeSchema(client, 'notes');
    expect(await describeSchema(client, 'notes')).toBe(before);
    for (const change of [
      'alter table notes.note add column extra text',
      'alter table notes.note alter column owner_id drop not null',
      'alter table notes.note no force row level security',
      'drop index notes.note_unique',
      'alter policy owner on notes.note using (true)',
      'grant select on notes.note to public',
    ]) {
      await client.query('begin');
      await client.query(change);
      expect(await describeSchema(client, 'notes'), change).not.toBe(before);
      await client.query('rollback');
    }
  });
});

describe('findDrift', () => {
  const properties = { id: p.text().primary(), ownerId: p.text(), writtenAt: p.datetime() };
  const drift = (entity: Parameters<typeof findDrift>[2][number]) => findDrift(client, 'notes', [entity]);

  it('finds none where entity and table agree, be the entity only a part of it', async () => {
    expect(await drift(defineEntity({ name: 'Note', tableName: 'note', properties }))).toEqual([]);
  });

  it('finds tables and columns that are missing, types that differ, and nullability that differs', async () => {
    expect(await drift(defineEntity({ name: 'Other', tableName: 'other', properties }))).toEqual([
      'Other: there is no table notes.other.',
    ]);
    const wrong = defineEntity({
      name: 'Note',
      tableName: 'note',
      properties: {
        ...properties,
        missing: p.text(),
        ownerId: p.integer(),
        mood: p.string().columnType('notes.mood'),
        writtenAt: p.datetime().nullable(),
      },
    });
    expect((await drift(wrong)).toSorted()).toEqual([
      'Note.missing: column missing does not exist.',
      'Note.mood: column mood may be null, the property may not.',
      'Note.ownerId: column owner_id is text, not int.',
      'Note.writtenAt: column written_at may not be null, the property may.',
    ]);
  });
});
