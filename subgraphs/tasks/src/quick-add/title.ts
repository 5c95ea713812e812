interface Span {
  start: number;
  end: number;
}

/** Punctuation that separated a part from the title, and means nothing without it. */
const LEADING = /^[,;:.!?|–—-]+(?=\s)\s*/u;
const TRAILING = /[\s,;:|–—-]+$/u;
const CLOSING = /^[,.;:!?…)]+(?=\s|$)/u;
const SAYS_SOMETHING = /[\p{L}\p{N}\p{S}]/u;

/**
 * What is left of the text without its parts and without the quotation marks `quotes`; null where that says nothing.
 * Both in the order of the text. Where a part goes, the punctuation and the space that set it off go with it.
 */
export function titleOf(text: string, parts: readonly Span[], quotes: readonly Span[]): string | null {
  const pieces = piecesBetween(text, parts, quotes);
  const last = pieces.length - 1;
  let title = '';
  for (const [index, piece] of pieces.entries()) {
    if (title === '') title = index === 0 ? piece : piece.replace(LEADING, '');
    else if (CLOSING.test(piece)) title = title.replace(TRAILING, '') + piece;
    else if (piece !== '') title = `${title} ${piece}`;
    if (index === last && index > 0 && piece === '') title = title.replace(TRAILING, '');
  }
  return SAYS_SOMETHING.test(title) ? title : null;
}

function piecesBetween(text: string, parts: readonly Span[], quotes: readonly Span[]): string[] {
  const pieces: string[] = [];
  let piece = '';
  let at = 0;
  for (const span of [...parts, ...quotes].sort((a, b) => a.start - b.start)) {
    piece += text.slice(at, span.start);
    at = span.end;
    if (quotes.includes(span)) continue;
    pieces.push(piece.trim());
    piece = '';
  }
  return [...pieces, (piece + text.slice(at)).trim()];
}
