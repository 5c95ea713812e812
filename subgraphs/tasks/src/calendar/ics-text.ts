/* Lines of a calendar, as RFC 5545 §3.1 and §3.3.11 have them. */

/** Octets of a line, its end aside. */
const lineOctets = 75;

/** Lines that end as they must, folded where they are too long, never within a character. */
export function icsLines(lines: readonly string[]): string {
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function fold(line: string): string {
  if (Buffer.byteLength(line) <= lineOctets) return line;
  const folded: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > lineOctets) {
      folded.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...folded, current].join('\r\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a value may not have.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A TEXT value. A line break in it is `\n`: nothing that a user writes begins a line of the calendar. */
export function icsText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(controls, '')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** A DATE-TIME in UTC: 20260329T003000Z. */
export function icsInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** A wall-clock date-time, 2026-03-29T09:30:00, as 20260329T093000. */
export function icsLocal(local: string): string {
  return local.replaceAll(/[-:]/g, '');
}
