import { describe, expect, it } from 'vitest';
import type { FilterNode } from './ast.ts';
import { MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, MAX_FILTER_TERMS, parseFilter } from './parse.ts';
import { FilterSyntaxError } from './syntax-error.ts';

/** The tree in a line: `(and a (not #b))`. */
function shown(node: FilterNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${node.kind} ${node.operands.map(shown).join(' ')})`;
    case 'not':
      return `(not ${shown(node.operand)})`;
    case 'text':
      return node.phrase ? JSON.stringify(node.text) : node.text;
    case 'tag':
      return `#${node.name}`;
    case 'priority':
      return `!${node.priority}`;
    case 'status':
      return `status:${node.status}`;
    case 'due':
    case 'time': {
      const { value } = node;
      const time =
        value.kind === 'date'
          ? value.date
          : value.kind === 'weekday'
            ? `day${value.weekday}`
            : `${value.amount}${value.kind === 'hours' ? 'h' : value.unit}`;
      return `${node.kind === 'due' ? 'due' : node.field}${node.comparison}${time}`;
    }
    default:
      return node.kind;
  }
}

function refusal(query: string): FilterSyntaxError {
  try {
    parseFilter(query);
  } catch (error) {
    if (error instanceof FilterSyntaxError) return error;
    throw error;
  }
  throw new Error(`${query} was not refused`);
}

describe('parseFilter', () => {
  it.each([
    ['', 'everything'],
    [' \t\n ', 'everything'],
    ['milk', 'milk'],
    ['milk eggs', '(and milk eggs)'],
    ['milk AND eggs', '(and milk eggs)'],
    ['milk and eggs bread', '(and milk eggs bread)'],
    ['milk OR eggs', '(or milk eggs)'],
    ['milk or eggs Or bread', '(or milk eggs bread)'],
    ['a b OR c d', '(or (and a b) (and c d))'],
    ['a (b OR c) d', '(and a (or b c) d)'],
    ['(a)', 'a'],
    ['((a))', 'a'],
    ['(a)(b)', '(and a b)'],
    ['a(b)c', '(and a b c)'],
    ['NOT a', '(not a)'],
    ['not a b', '(and (not a) b)'],
    ['-a -b', '(and (not a) (not b))'],
    ['-(a b)', '(not (and a b))'],
    ['-"a b"', '(not "a b")'],
    ['--a', '(not (not a))'],
    ['NOT NOT a', '(not (not a))'],
    ['a AND NOT b OR -c', '(or (and a (not b)) (not c))'],
    ['#a OR -#b', '(or #a (not #b))'],
    ['well-known', 'well-known'],
    ['nothing order android', '(and nothing order android)'],
  ])('reads the operators of %j', (query, tree) => {
    expect(shown(parseFilter(query))).toBe(tree);
  });

  it.each([
    ['"oat milk"', '"oat milk"'],
    ['"or"', '"or"'],
    ['"a (b"', '"a (b"'],
    ['"say \\"hi\\""', '"say \\"hi\\""'],
    ['"a\\\\b"', '"a\\\\b"'],
    ['"a\\b"', '"a\\\\b"'],
    ['foo"bar"', '(and foo "bar")'],
    ['10:30', '10:30'],
    ['http://example.com/?a=b', 'http://example.com/?a=b'],
    ['C++', 'C++'],
    ['user@example.com', 'user@example.com'],
    ['it’s', 'it’s'],
    ['🎂', '🎂'],
    ['молоко', 'молоко'],
    ['A->B', 'A->B'],
    ['C#', 'C#'],
  ])('reads %j as text', (query, tree) => {
    expect(shown(parseFilter(query))).toBe(tree);
  });

  it.each([
    ['#home', '#home'],
    ['tag:home', '#home'],
    ['tag:"two words"', '#two words'],
    ['#"two words"', '#two words'],
    ['(#home)', '#home'],
    ['#дом', '#дом'],
    ['#in-progress', '#in-progress'],
    ['no:tag', 'noTag'],
    ['!high', '!HIGH'],
    ['!Medium', '!MEDIUM'],
    ['priority:low', '!LOW'],
    ['PRIORITY:NONE', '!NONE'],
    ['status:open', 'status:OPEN'],
    ['Status:In_Progress', 'status:IN_PROGRESS'],
    ['status:completed', 'status:COMPLETED'],
    ['status:cancelled', 'status:CANCELLED'],
    ['due:overdue', 'overdue'],
    ['no:due', 'noDue'],
    ['due:today', 'due:0d'],
    ['due:TOMORROW', 'due:1d'],
    ['due:yesterday', 'due:-1d'],
    ['due<2026-12-01', 'due<2026-12-01'],
    ['due<=2026-12-01', 'due<=2026-12-01'],
    ['due>2026-12-01', 'due>2026-12-01'],
    ['due>=monday', 'due>=day1'],
    ['due:Sun', 'due:day7'],
    ['due<7d', 'due<7d'],
    ['due<+7d', 'due<7d'],
    ['due>=-2w', 'due>=-2w'],
    ['due<3m', 'due<3m'],
    ['due<1y', 'due<1y'],
    ['due<4h', 'due<4h'],
    ['due>now', 'due>0h'],
    ['due:7d', 'due:7d'],
    ['due:"today"', 'due:0d'],
    ['due:2024-02-29', 'due:2024-02-29'],
    ['created>2026-01-01', 'created>2026-01-01'],
    ['completed>=-7d', 'completed>=-7d'],
    ['updated:today', 'updated:0d'],
    ['is:recurring', 'recurring'],
    ['is:subtask', 'subtask'],
    ['has:reminder', 'reminder'],
  ])('reads the term %j', (query, tree) => {
    expect(shown(parseFilter(query))).toBe(tree);
  });

  it('says where each node stands, parentheses and minus included', () => {
    const query = ' milk -(#home OR "a b") ';
    const at = ({ start, end }: FilterNode) => query.slice(start, end);
    const filter = parseFilter(query);
    expect(at(filter)).toBe('milk -(#home OR "a b")');
    const [milk, not] = filter.kind === 'and' ? filter.operands : [];
    expect(milk && at(milk)).toBe('milk');
    expect(not && at(not)).toBe('-(#home OR "a b")');
    const group = not?.kind === 'not' ? not.operand : undefined;
    expect(group && at(group)).toBe('(#home OR "a b")');
    expect(group?.kind === 'or' && group.operands.map(at)).toEqual(['#home', '"a b"']);
  });

  it.each([
    // query, position, what was expected
    ['foo:bar', 0, /a key/],
    ['milk foo:bar', 5, /a key/],
    ['-foo:bar', 1, /a key/],
    ['größe:5', 0, /a key/],
    ['foo:', 0, /a key/],
    ['foo<3', 0, /a key/],
    ['x=5', 0, /a key/],
    ['constructor:x', 0, /a key/],
    ['status:nonsense', 7, /one of open, in_progress, completed, cancelled/],
    ['milk (status:nonsense)', 13, /one of open/],
    ['status:', 0, /one of open/],
    ['status: open', 0, /one of open/],
    ['status=open', 0, /":" after "status"/],
    ['status>open', 0, /":" after "status"/],
    ['status:__proto__', 7, /one of open/],
    ['priority:urgent', 9, /one of high, medium, low, none/],
    ['!urgent', 1, /one of high/],
    ['!', 0, /one of high/],
    ['is:banana', 3, /one of recurring, subtask/],
    ['has:banana', 4, /reminder/],
    ['no:banana', 3, /one of tag, due/],
    ['tag:', 0, /name of a tag/],
    ['tag:" "', 0, /name of a tag/],
    ['#', 0, /name of a tag/],
    ['milk # eggs', 5, /name of a tag/],
    ['due:', 0, /overdue, or a day/],
    ['due<', 0, /a day/],
    ['due<banana', 4, /a day/],
    ['due<overdue', 0, /":" after "due"/],
    ['due:2026-02-30', 4, /a day/],
    ['due:2026-13-01', 4, /a day/],
    ['due:0000-01-01', 4, /a day/],
    ['due:7x', 4, /a day/],
    ['due<99999d', 4, /a day/],
    ['due:now', 4, /a day, or </],
    ['due:4h', 4, /a day, or </],
    ['due=today', 0, /":" after "due"/],
    ['created:overdue', 8, /a day/],
    ['"oat milk', 0, /quote that is closed/],
    ['milk "', 5, /quote that is closed/],
    ['milk "a\\"', 5, /quote that is closed/],
    ['tag:"home', 4, /quote that is closed/],
    ['""', 0, /a word/],
    ['milk "?"', 5, /a word/],
    ['milk & eggs', 5, /a word/],
    ['(milk', 0, /"\(" that is closed/],
    ['(a (b)', 0, /"\(" that is closed/],
    ['milk)', 4, /"\(" before it/],
    [')', 0, /a term/],
    ['()', 1, /a term/],
    ['(', 0, /a term after "\("/],
    ['OR', 0, /a term/],
    ['OR milk', 0, /a term/],
    ['milk OR', 5, /a term after "OR"/],
    ['milk OR ', 5, /a term after "OR"/],
    ['milk OR OR eggs', 8, /a term/],
    ['milk AND', 5, /a term after "AND"/],
    ['milk AND OR eggs', 9, /a term/],
    ['AND milk', 0, /a term/],
    ['(milk OR)', 8, /a term/],
    ['milk NOT', 5, /a term after "NOT"/],
    ['NOT OR milk', 4, /a term/],
    ['-', 0, /right after "-"/],
    ['milk - eggs', 5, /right after "-"/],
    ['a\0b', 1, /Unicode text/],
    ['a\uD800b', 1, /Unicode text/],
  ])('refuses %j at position %i', (query, position, expected) => {
    const error = refusal(query);
    expect(error.expected).toMatch(expected);
    expect(error.message).toContain(`at position ${position}`);
    expect(error.position).toBe(position);
    expect(error.position).toBeLessThan(query.length);
  });

  it('counts positions in UTF-16 code units, as clients do', () => {
    expect(refusal('🎂🎂 foo:bar').position).toBe('🎂🎂 '.length);
  });

  it('shows only the beginning of a long piece in its message', () => {
    expect(refusal(`${'x'.repeat(3_000)}:y`).message.length).toBeLessThan(250);
  });

  it('takes what reaches the limits and refuses what exceeds them', () => {
    const word = 'a'.repeat(MAX_FILTER_LENGTH);
    const terms = 'a '.repeat(MAX_FILTER_TERMS);
    const nested = (depth: number) => `${'(-'.repeat(depth / 2)}a${')'.repeat(depth / 2)}`;
    expect(() => parseFilter(word)).not.toThrow();
    expect(() => parseFilter(terms)).not.toThrow();
    expect(() => parseFilter(nested(MAX_FILTER_DEPTH))).not.toThrow();
    expect(refusal(`${word}a`)).toMatchObject({ position: MAX_FILTER_LENGTH });
    expect(refusal(`${terms}b`)).toMatchObject({ position: terms.length });
    expect(refusal(nested(MAX_FILTER_DEPTH + 2))).toMatchObject({ position: MAX_FILTER_DEPTH });
  });

  it('never does more than refuse, whatever is typed', () => {
    const pieces = [
      'a',
      ' ',
      '(',
      ')',
      '"',
      '\\',
      '-',
      '#',
      '!',
      ':',
      '<',
      '=',
      '>',
      'or',
      'due',
      '7d',
      '🎂',
      'é',
      '\n',
    ];
    let seed = 1;
    const next = (bound: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % bound;
    };
    for (let round = 0; round < 20_000; round++) {
      const query = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join('');
      try {
        const { start, end } = parseFilter(query);
        expect(start).toBeLessThanOrEqual(end);
      } catch (error) {
        if (!(error instanceof FilterSyntaxError)) throw error;
        expect(error.position).toBeGreaterThanOrEqual(0);
        expect(error.position).toBeLessThan(query.length);
      }
    }
  });
});
