import { badInput } from './errors.ts';

/**
 * Text that a user gave: well-formed Unicode without NUL (PostgreSQL holds neither that nor lone surrogates), trimmed,
 * NFC. `maximum` counts characters (UTF-16 code units). Throws BAD_USER_INPUT, naming the argument.
 */
export function cleanText(argument: string, given: string, limits: { maximum: number; blank: boolean }): string {
  const text = given.trim().normalize('NFC');
  if (given.includes('\0') || !given.isWellFormed()) {
    throw badInput(argument, 'Expected text without NUL characters and lone surrogates.');
  }
  if (!limits.blank && text === '') throw badInput(argument, 'Expected some text, got none.');
  if (text.length > limits.maximum) {
    throw badInput(argument, `Expected at most ${limits.maximum} characters, got ${text.length}.`);
  }
  return text;
}
