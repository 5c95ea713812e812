import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentSchema } from '../export/document.ts';
import { faultsOf, readOne, readText } from '../testing/reading.ts';

describe('the JSON format', () => {
  it('is described by the JSON Schema of the docs', () => {
    const file = new URL('../../../../docs/import-export.schema.json', import.meta.url);
    const schema = z.toJSONSchema(documentSchema, { io: 'input' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('may be a list of tasks of which all but the titles are missing', async () => {
    const text = '[{"title": "A"}, {"title": "B", "tags": ["home"], "due": {"date": "2099-01-01"}}]';
    const expected = [
      { place: 'tasks.0', draft: { title: 'A' }, status: 'OPEN', due: null },
      { draft: { title: 'B', tagNames: ['home'] }, due: { date: '2099-01-01', time: null, floating: true } },
    ];
    for (const size of [1, 5, 1_000]) expect(await readText('JSON', text, { size })).toMatchObject(expected);
    expect(await readText('JSON', `{"tasks": ${text}}`)).toMatchObject(expected);
  });

  it('keeps emoji and right-to-left text, and ignores what it does not know', async () => {
    const task = await readOne(
      'JSON',
      '[{"title": "🌱 مرحبا", "__proto__": {"status": "COMPLETED"}, "constructor": 1}]',
    );
    expect(task).toMatchObject({ draft: { title: '🌱 مرحبا' }, status: 'OPEN' });
  });

  it.each([
    ['[{"title": "a\\u0000b"}]', 'tasks.0: title: Expected text without NUL characters and lone surrogates.'],
    ['[{"title": "a\\ud800b"}]', 'tasks.0: title: Expected text without NUL characters and lone surrogates.'],
    ['[{"title": 7}]', 'tasks.0: title: Invalid input: expected string'],
    ['[{"title": "x", "status": "LATE"}]', 'tasks.0: status: Invalid'],
    ['[{"title": "x", "due": {"date": "2026-02-30"}}]', 'tasks.0: Expected'],
    ['["x"]', 'tasks.0: Invalid input: expected object'],
    ['{"version": 2, "tasks": []}', 'version: Expected version 1 of the format, got 2.'],
    ['{"series": [{"id": "s"}]}', 'series.0: '],
    ['{"items": [{"title": "A"}]}', 'The file: Expected a list of tasks, or an object whose "tasks" is one'],
    ['"tasks"', 'The file: Expected a list of tasks'],
    ['{}', 'The file: Expected a list of tasks'],
    ['[{"title": "A"},', 'After this the file ends, too early.'],
    ['[{"title": "A"}}', 'After this it is no JSON'],
    ['title\nA', 'After this it is no JSON'],
    ['<?xml version="1.0"?>', 'After this it is no JSON'],
  ])('says where it is wrong: case %#', async (text, expected) => {
    expect((await faultsOf('JSON', text)).join('\n')).toContain(expected);
  });

  it('reads nothing of another version, whose records may mean something else', async () => {
    const text = '{"format": "rondo", "version": 2, "tasks": [{"title": "A"}]}';
    for (const size of [1, 1_000]) expect(await readText('JSON', text, { size })).toMatchObject([{ kind: 'fault' }]);
  });

  it.each(['[]', '{"tasks": []}', '{"version": 1, "tags": []}'])('may be empty: %s', async (text) => {
    expect(await readText('JSON', text)).toEqual([]);
  });

  it('reads no record that is longer than any may be', async () => {
    const faults = await faultsOf('JSON', `[{"title": "${'x'.repeat(9 * 1_024 * 1_024)}"}]`);
    expect(faults).toEqual(['The beginning: What follows is longer than any record may be.']);
  });
});
