import { readFile } from 'node:fs/promises';
import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { stripIgnoredCharacters } from 'graphql';

/** The operations that may be executed, where others may not. */
export interface Safelist {
  readonly size: number;
  /** The text of an operation by its id in the manifest. */
  textOf(id: string): string | undefined;
  /** Whether a text is that of an operation of the manifest; blanks, commas and comments do not count. */
  allows(text: string): boolean;
}

export const MANIFEST_FORMAT = 'apollo-persisted-query-manifest';

/** A text that is so many times longer than any of the manifest's can't be one of them. */
const LONGEST = 4;

/** @param manifest as Apollo's generate-persisted-query-manifest writes it: format, version 1, operations with id and body
 * @throws Error where it is not one; the message says what was expected and what came */
export function createSafelist(manifest: unknown): Safelist {
  if (!isRecord(manifest) || manifest.format !== MANIFEST_FORMAT)
    throw new Error(
      `expected "format": "${MANIFEST_FORMAT}", got ${shown(isRecord(manifest) ? manifest.format : manifest)}`,
    );
  if (manifest.version !== 1) throw new Error(`expected "version": 1, got ${shown(manifest.version)}`);
  if (!Array.isArray(manifest.operations))
    throw new Error(`expected a list "operations", got ${shown(manifest.operations)}`);
  const texts = new Map<string, string>();
  const allowed = new Set<string>();
  let longest = 0;
  for (const [index, operation] of manifest.operations.entries()) {
    const { id, body } = isRecord(operation) ? operation : { id: undefined, body: undefined };
    if (typeof id !== 'string' || typeof body !== 'string')
      throw new Error(`expected an operation with "id" and "body" at operations[${index}], got ${shown(operation)}`);
    if (texts.has(id) && texts.get(id) !== body)
      throw new Error(`expected each id once, got ${shown(id)} for two operations`);
    texts.set(id, body);
    allowed.add(canonical(body));
    longest = Math.max(longest, body.length);
  }
  const known = new Set(texts.values());
  return {
    size: texts.size,
    textOf: (id) => texts.get(id),
    allows: (text) => known.has(text) || (text.length <= longest * LONGEST && allowed.has(canonical(text))),
  };
}

/** @throws Error that names the file, where it can't be read or is no manifest */
export async function readSafelist(file: string): Promise<Safelist> {
  try {
    return createSafelist(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Error(`The operation manifest ${file}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

export function notListed(): RondoError {
  return new RondoError(
    ErrorCode.QUERY_NOT_IN_SAFELIST,
    'This server executes the operations of its manifest only. Add this one to it, or ask for one that it has.',
  );
}

function canonical(text: string): string {
  try {
    return stripIgnoredCharacters(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 100);
}
