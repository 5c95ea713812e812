import { describe, expect, it } from 'vitest';
import { isWordSimilar, trigramsOf } from './trigrams.ts';

const reaches = (word: string, text: string, threshold: number) => isWordSimilar(word, trigramsOf(text), threshold);

describe('isWordSimilar', () => {
  // The numbers are PostgreSQL 18's: select word_similarity(word, text).
  it.each([
    ['milk', 'buy milk', 1],
    ['milk', 'buy milkshakes', 0.8],
    ['milk', 'buy mild silk', 0.6],
    ['milk', 'mlik', 0.2],
    ['milk', 'eggs', 0],
    ['paris', 'parsi', 0.5],
    ['groceries', 'buy grocereis', 0.6],
    ['oatmilk', 'oat milk', 0.54545456],
    ['молоко', 'купить молокоо', 0.85714287],
    ['milk', '', 0],
  ])('finds %j in %j with similarity %f', (word, text, similarity) => {
    expect(reaches(word, text, similarity - 0.001)).toBe(similarity > 0);
    expect(reaches(word, text, similarity + 0.001)).toBe(false);
  });

  it('does not slow down over a long text of repetitions', () => {
    const text = trigramsOf('a'.repeat(200_000));
    const start = performance.now();
    expect(isWordSimilar('xaaaay', text, 0.5)).toBe(false);
    // Quadratic, as pg_trgm's own loop is here, it would take minutes.
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
