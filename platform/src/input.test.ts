import { describe, expect, it } from 'vitest';
import { cleanText } from './input.ts';

const clean = (text: string) => cleanText('input.title', text, { maximum: 20, blank: false });

describe('text of a user', () => {
  it.each([
    ['emoji that are joined', '👩‍👩‍👧'],
    ['an emoji with a variation selector', '❤️'],
    ['a script from right to left', 'שלום'],
    ['one full stop', '.'],
  ])('is kept: %s', (_, text) => {
    expect(clean(text)).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \t\u3000'],
    ['a zero-width space', ' \u200b '],
    ['a mark that only turns the direction', '\u202e'],
    ['a filler that is drawn as nothing', '\u3164'],
  ])('is blank where it would show as nothing: %s', (_, text) => {
    expect(() => clean(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'input.title' }));
    expect(cleanText('input.description', text, { maximum: 20, blank: true })).toBe(text.trim());
  });

  it('is refused where PostgreSQL could not hold it', () => {
    for (const text of ['a\0b', 'a\ud800']) expect(() => clean(text)).toThrow(/NUL characters and lone surrogates/);
  });
});
