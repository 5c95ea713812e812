import type { Condition, TextCondition } from '@rondo/schema/filter/condition.ts';

/** What a condition searches for, outside of NOT. */
export function textTermsOf(condition: Condition): TextCondition[] {
  if (condition.kind === 'text') return condition.sequence.trim() === '' ? [] : [condition];
  return condition.kind === 'and' || condition.kind === 'or' ? condition.conditions.flatMap(textTermsOf) : [];
}

const title = `split_part(t.search_text, '|', 1)`;

/**
 * How well the row `t` meets what is searched for: an integer expression that appends its values to `params`. Each term counts by its best
 * place: 6, 5, 4 in the title as a whole word, the beginning of one, with a typing mistake; 3, 2, 1 in the description.
 * Whole numbers, so that many tasks are equally relevant and a cursor can say where one stands; ts_rank's are not.
 */
export function relevanceOf(terms: readonly TextCondition[], params: unknown[]): string {
  const bind = (text: string) => {
    params.push(text);
    return `$${params.length}::text`;
  };
  const scores = [...new Map(terms.map((term) => [term.sequence, term])).values()].map(({ sequence, typos }) => {
    const whole = bind(`${sequence.trimEnd()} `);
    const beginning = bind(sequence);
    const mistyped = typos === null ? null : bind(typos);
    return `case
      when strpos(${title}, ${whole}) > 0 then 6
      when strpos(${title}, ${beginning}) > 0 then 5
      ${mistyped ? `when ${mistyped} <% ${title} then 4` : ''}
      when strpos(t.search_text, ${whole}) > 0 then 3
      when strpos(t.search_text, ${beginning}) > 0 then 2
      ${mistyped ? `when ${mistyped} <% t.search_text then 1` : ''}
      else 0 end`;
  });
  return `(${scores.join(' + ')})`;
}
