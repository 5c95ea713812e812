import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { defaultDocumentLimits, refusalOf } from './limits.ts';

const limits = {
  ...defaultDocumentLimits,
  depth: 3,
  aliases: 2,
  directives: 2,
  fields: 6,
  variables: 2,
  arguments: 3,
  nesting: 2,
};
const refusal = (query: string) => refusalOf(parse(query), limits)?.message ?? null;

describe('a document', () => {
  it('within the limits is not refused', () => {
    expect(refusal('{ a { b { c } } x: d @skip(if: true) y: e @include(if: false) }')).toBeNull();
  });

  it.each([
    ['levels of fields', '{ a { b { c { d } } } }'],
    ['levels of fields', '{ a { ...F } } fragment F on T { b { ... on T { c { d } } } }'],
    ['aliases', '{ x: a y: a z: a }'],
    ['aliases', '{ ...F } fragment F on T { ...G ...G ...G } fragment G on T { x: a }'],
    ['directives', 'query @d { a @d b @d }'],
    ['directives', 'query ($v: Int @d) { a ...F @d } fragment F on T @d { b }'],
    ['fields', '{ a b c d e f g }'],
    ['fields', '{ ...F ...F ...F } fragment F on T { a b c }'],
    ['variables', 'query ($a: Int, $b: Int, $c: Int) { a }'],
    ['variables', 'query A ($a: Int, $b: Int) { a } query B ($a: Int) { a }'],
    ['arguments', '{ a(b: 1, c: 2) d(e: 1, f: 2) }'],
    ['arguments', '{ a(b: 1) ...F ...F @skip(if: true) } fragment F on T { d(e: 1) }'],
    ['fields', '{ a } fragment Unused on T { a b c d e f }'],
  ])('with too many %s is refused: %s', (what, query) => {
    expect(refusal(query)).toContain(what);
  });

  it('with a value nested too deep is refused, and the argument named', () => {
    expect(refusalOf(parse('{ a(b: [[1]], c: { d: [1] }) }'), limits)).toBeNull();
    expect(refusalOf(parse('{ a(b: [[1]], c: { d: [[1]] }) }'), limits)).toMatchObject({ argument: 'c' });
    expect(refusalOf(parse('query ($v: T = [[[1]]]) { a(b: $v) }'), limits)).toMatchObject({ argument: 'v' });
  });

  it('whose fragments spread each other for ever is measured all the same', () => {
    expect(refusal('{ ...A } fragment A on T { ...B } fragment B on T { ...A }')).toBeNull();
  });
});
