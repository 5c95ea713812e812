import { badInput } from './errors.ts';

/** Neither white space nor a character that only steers others, such as a zero-width space. */
const visible = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Text that a user gave: well-formed Unicode without NUL (PostgreSQL holds neither that nor lone surrogates), trimmed,
 * NFC. What would show as nothing is blank. `maximum` counts characters (UTF-16 code units). Throws BAD_USER_INPUT, naming the argument.
 */
export function cleanText(argument: string, given: string, limits: { maximum: number; blank: boolean }): string {
  const text = given.trim().normalize('NFC');
  if (given.includes('\0') || !given.isWellFormed()) {
    throw badInput(argument, 'Expected text without NUL characters and lone surrogates.');
  }
  if (!limits.blank && !visible.test(text)) throw badInput(argument, 'Expected some text, got none that shows.');
  if (text.length > limits.maximum) {
    throw badInput(argument, `Expected at most ${limits.maximum} characters, got ${text.length}.`);
  }
  return text;
}
