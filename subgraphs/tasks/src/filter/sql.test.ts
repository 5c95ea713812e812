import { parseFilter } from '@rondo/schema/filter/parse.ts';
import { resolveFilter } from '@rondo/schema/filter/resolve.ts';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type CompiledFilter, compileFilter } from './sql.ts';

function compile(query: string, firstParameter?: number): CompiledFilter {
  const condition = resolveFilter(parseFilter(query), {
    now: Temporal.Instant.from('2026-03-25T15:30:00Z'),
    timeZone: 'Europe/Paris',
  });
  return compileFilter(condition, { tagIds: new Map([['home', ['tag_1', 'tag_2']]]), firstParameter });
}

describe('compileFilter', () => {
  it('keeps every text of the query out of the SQL', () => {
    const query = `"x'; DROP TABLE--" #"a'b" ab%_c "50% off" status:open`;
    const { sql, params } = compile(query);
    expect(sql).not.toMatch(/drop|off|'; /i);
    expect(params).toContain('% x drop table %');
    expect(params).toContain('% 50 off %');
  });

  it('numbers its placeholders from where it is told, each with its value', () => {
    const { sql, params } = compile('#home !high "oat milk"', 4);
    expect(sql).toBe('((t.tag_ids && $4::text[]) AND (t.priority = $5::text) AND (t.search_text LIKE $6::text))');
    expect(params).toEqual([['tag_1', 'tag_2'], 'HIGH', '% oat milk %']);
  });

  it('lets a tag that does not exist match nothing', () => {
    expect(compile('#nowhere')).toEqual({ sql: 'false', params: [] });
    expect(compile('-#nowhere').sql).toBe('(NOT false)');
  });

  it('lets the empty query match everything', () => {
    expect(compile('')).toEqual({ sql: 'true', params: [] });
  });

  it('bounds due_at as the indexes have it, so that they serve whole days as well', () => {
    const { sql, params } = compile('due:today');
    expect(sql).toMatch(
      /^\(t\.due_date IS NOT NULL AND coalesce\(t\.due_at, 'infinity'\) >= \$1::timestamptz AND coalesce\(t\.due_at, 'infinity'\) < \$2::timestamptz/,
    );
    expect(params.slice(0, 2)).toEqual(['2026-03-21T23:00:00.000Z', '2026-03-28T23:00:00.000Z']);
  });
});
