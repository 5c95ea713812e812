/** How a file's bytes are to be read, by its first ones (a byte order mark). */
export function encodingOf(first: Uint8Array): 'utf-8' | 'utf-16le' {
  return first[0] === 0xff && first[1] === 0xfe ? 'utf-16le' : 'utf-8';
}

/** Bytes that are no text of the encoding. */
export class NotText extends Error {
  override readonly name = 'NotText';
}

/**
 * The text of a file that comes in parts, without its byte order mark. Throws NotText. UTF-16, which texts that came as
 * such are kept in, may have lone surrogates: whoever reads the text refuses them where they stand.
 */
export async function* decode(parts: AsyncIterable<Buffer>, encoding: 'utf-8' | 'utf-16le'): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  for await (const part of parts) {
    const text = encoding === 'utf-8' ? inUtf8(decoder, part) : part.toString('utf16le');
    const whole = first && encoding === 'utf-16le' ? text.replace(/^\ufeff/, '') : text;
    first = false;
    if (whole !== '') yield whole;
  }
  const rest = encoding === 'utf-8' ? inUtf8(decoder) : '';
  if (rest !== '') yield rest;
}

function inUtf8(decoder: InstanceType<typeof TextDecoder>, part?: Buffer): string {
  try {
    return part ? decoder.decode(part, { stream: true }) : decoder.decode();
  } catch {
    throw new NotText('The file is not in UTF-8. Save it as UTF-8 ("CSV UTF-8" in a spreadsheet), and import that.');
  }
}
