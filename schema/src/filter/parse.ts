import type { FilterNode } from './ast.ts';
import { FilterSyntaxError, quoteFound } from './syntax-error.ts';
import { interpretTerm } from './terms.ts';
import { type Token, tokenizeFilter } from './tokens.ts';

/** In UTF-16 code units. */
export const MAX_FILTER_LENGTH = 4_096;
export const MAX_FILTER_TERMS = 200;
/** Of parentheses, NOT and `-` together. */
export const MAX_FILTER_DEPTH = 50;

/**
 * Parses the filter language of `tasks(query:)`, `taskChanges(query:)` and saved filters. Keywords, keys and values are
 * understood whatever their case; no space stands within a term outside quotes.
 *
 *     filter     = [ or ]                                     ; empty: every task
 *     or         = and *( "OR" and )                          ; AND binds tighter than OR
 *     and        = not *( [ "AND" ] not )
 *     not        = ( "NOT" / "-" ) not / "(" or ")" / term    ; "-" stands right before its operand
 *     term       = word / quoted                              ; text
 *                / ( "#" / "tag:" ) value
 *                / ( "!" / "priority:" ) ( "high" / "medium" / "low" / "none" )
 *                / "status:" ( "open" / "in_progress" / "completed" / "cancelled" )
 *                / "no:" ( "tag" / "due" )
 *                / "is:" ( "recurring" / "subtask" )
 *                / "has:reminder"
 *                / "due:overdue"
 *                / ( "due" / "created" / "updated" / "completed" ) comparison time
 *     comparison = ":" / "<" / "<=" / ">" / ">="
 *     time       = day / "now" / hours                        ; hours and "now" not after ":", see time-value.ts
 *     value      = word / quoted
 *     quoted     = DQUOTE *( %x5C DQUOTE / %x5C %x5C / any but DQUOTE ) DQUOTE
 *     word       = 1*( any but white space, parentheses and DQUOTE )
 *
 * @throws FilterSyntaxError for everything else, and for a query over the limits above, before it is read.
 */
export function parseFilter(query: string): FilterNode {
  refuseUnreadable(query);
  const parser = new Parser(query, tokenizeFilter(query));
  return parser.parse();
}

function refuseUnreadable(query: string): void {
  if (query.length > MAX_FILTER_LENGTH) {
    throw new FilterSyntaxError(
      MAX_FILTER_LENGTH,
      `at most ${MAX_FILTER_LENGTH} characters`,
      `${query.length} characters`,
    );
  }
  const unreadable = /\0|\p{Cs}/u.exec(query);
  if (unreadable !== null) throw new FilterSyntaxError(unreadable.index, 'Unicode text', 'NUL or half a character');
}

class Parser {
  readonly #query: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #terms = 0;

  constructor(query: string, tokens: readonly Token[]) {
    this.#query = query;
    this.#tokens = tokens;
  }

  parse(): FilterNode {
    if (this.#tokens.length === 0) return { kind: 'everything', start: 0, end: this.#query.length };
    const filter = this.#or(undefined);
    const rest = this.#peek();
    if (rest !== undefined) throw new FilterSyntaxError(rest.start, 'a "(" before it', this.#shown(rest));
    return filter;
  }

  /** `before`: the operator or parenthesis that the operand has to follow. It is to blame where the query ends there. */
  #or(before: Token | undefined): FilterNode {
    const operands = [this.#and(before)];
    for (let or = this.#accept('or'); or !== undefined; or = this.#accept('or')) operands.push(this.#and(or));
    return join('or', operands);
  }

  #and(before: Token | undefined): FilterNode {
    const operands = [this.#not(before)];
    for (;;) {
      const token = this.#peek();
      if (token === undefined || token.kind === 'or' || token.kind === 'close') return join('and', operands);
      operands.push(this.#not(this.#accept('and')));
    }
  }

  #not(before: Token | undefined): FilterNode {
    const not = this.#accept('not');
    if (not === undefined) return this.#group(before);
    this.#enter(not);
    const operand = this.#not(not);
    this.#depth--;
    return { kind: 'not', operand, start: not.start, end: operand.end };
  }

  #group(before: Token | undefined): FilterNode {
    const open = this.#accept('open');
    if (open === undefined) return this.#term(before);
    this.#enter(open);
    const inner = this.#or(open);
    this.#depth--;
    const close = this.#accept('close');
    if (close === undefined) throw new FilterSyntaxError(open.start, 'a "(" that is closed', 'no ")"');
    return { ...inner, start: open.start, end: close.end };
  }

  #term(before: Token | undefined): FilterNode {
    const token = this.#peek();
    if (token === undefined) {
      const after = before === undefined ? '' : ` after ${this.#shown(before)}`;
      throw new FilterSyntaxError(before?.start ?? 0, `a term${after}`, 'the end');
    }
    if (token.kind !== 'word' && token.kind !== 'phrase' && token.kind !== 'pair') {
      throw new FilterSyntaxError(token.start, 'a term', this.#shown(token));
    }
    this.#terms++;
    if (this.#terms > MAX_FILTER_TERMS) {
      throw new FilterSyntaxError(token.start, `at most ${MAX_FILTER_TERMS} terms`, 'one more');
    }
    this.#next++;
    return interpretTerm(token);
  }

  #enter(token: Token): void {
    this.#depth++;
    if (this.#depth > MAX_FILTER_DEPTH) {
      throw new FilterSyntaxError(token.start, `at most ${MAX_FILTER_DEPTH} levels of NOT and "("`, 'one more');
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #accept(kind: Token['kind']): Token | undefined {
    const token = this.#peek();
    if (token?.kind !== kind) return undefined;
    this.#next++;
    return token;
  }

  #shown(token: Token): string {
    return quoteFound(this.#query.slice(token.start, token.end));
  }
}

function join(kind: 'and' | 'or', operands: FilterNode[]): FilterNode {
  const [first] = operands;
  const last = operands.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('A filter joins one operand or more.');
  return operands.length === 1 ? first : { kind, operands, start: first.start, end: last.end };
}
