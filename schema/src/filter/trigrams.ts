/**
 * PostgreSQL's pg_trgm in memory: whether `word_similarity(word, text)` reaches a threshold. `trigrams` are the text's.
 *
 * The similarity is that of the word's trigrams and the most similar run of the text's, as shared ones over all. pg_trgm
 * finds that run by a greedy search, which this follows step by step, so that both come to the same answer
 * (contrib/pg_trgm/trgm_op.c, iterate_word_similarity). Where pg_trgm walks over the run again for each trigram that it
 * shares with the word, quadratic in a long text, this walks over the run's distinct trigrams, at most the square of the
 * word's.
 */
export function isWordSimilar(word: string, trigrams: readonly string[], threshold: number): boolean {
  const wanted = new Set(trigramsOf(word));
  if (wanted.size === 0 || !canReach(wanted, trigrams, threshold)) return false;

  /**
   * The run that is looked at: its distinct trigrams, those seen longest ago first, each with where it was seen last.
   * It is empty until the text has a trigram of the word.
   */
  const run = new Map<string, number>();
  let shared = 0;
  let begin = -1;
  for (const [index, trigram] of trigrams.entries()) {
    const isShared = wanted.has(trigram);
    if (begin < 0 && !isShared) continue;
    if (begin < 0) begin = index;

    if (!run.delete(trigram) && isShared) shared++;
    run.set(trigram, index);
    if (!isShared) continue;

    // Would the run be more similar if it began later? Only from the last place of a trigram on does it lose that one.
    let best = similarity(shared, wanted.size, run.size);
    let bestBegin = begin;
    let bestShared = shared;
    let restShared = shared;
    let restSize = run.size;
    for (const [oldest, lastSeen] of run) {
      restSize--;
      if (wanted.has(oldest)) restShared--;
      const rest = similarity(restShared, wanted.size, restSize);
      if (restSize > 0 && rest > best) {
        best = rest;
        bestBegin = lastSeen + 1;
        bestShared = restShared;
      }
    }
    if (best >= threshold) return true;

    shared = bestShared;
    begin = bestBegin;
    for (const [oldest, lastSeen] of run) {
      if (lastSeen >= begin) break;
      run.delete(oldest);
    }
  }
  return false;
}

/** No run shares more than all of the text does; so most texts need no search. */
function canReach(wanted: ReadonlySet<string>, trigrams: readonly string[], threshold: number): boolean {
  const shared = new Set<string>();
  for (const trigram of trigrams) if (wanted.has(trigram)) shared.add(trigram);
  return shared.size >= wanted.size * threshold;
}

/** In single precision, as pg_trgm has it, so that a threshold is met by the same runs. */
function similarity(shared: number, wanted: number, size: number): number {
  return Math.fround(shared / (wanted + size - shared));
}

/** The trigrams of a text's words in order, each word with two spaces before it and one after it. */
export function trigramsOf(text: string): string[] {
  const trigrams: string[] = [];
  for (const [word] of text.matchAll(/[\p{Alphabetic}0-9]+/gu)) {
    const characters = Array.from(`  ${word} `);
    for (let index = 2; index < characters.length; index++) {
      trigrams.push(`${characters[index - 2]}${characters[index - 1]}${characters[index]}`);
    }
  }
  return trigrams;
}
