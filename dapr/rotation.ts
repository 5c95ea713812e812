import { randomKey } from '@rondo/platform/embedded/secrets.ts';

/** Where secrets are kept, as whoever may change them sees it. */
export interface SecretKeeper {
  read(name: string): Promise<string>;
  write(name: string, value: string): Promise<void>;
}

export interface RotationOptions {
  keeper: SecretKeeper;
  /** The key's name, such as principal-signing-key: its value is the key in use and, after commas, others that are still believed. */
  name: string;
  /** How long until every process has seen what was written, in milliseconds. */
  seenAfterMs: number;
  /** How long what was signed with the old key is to be believed, in milliseconds. */
  believedMs: number;
  wait(ms: number): Promise<void>;
  say?(line: string): void;
}

/**
 * Replaces a signing key without refusing anything that is under way: every process comes to believe the new key before one signs with
 * it, and believes the old one until what it signed is over. Where it is broken off, beginning again does no harm. Returns
 * the new key.
 */
export async function rotateKey(options: RotationOptions): Promise<string> {
  const { keeper, name, seenAfterMs, believedMs, wait, say = () => undefined } = options;
  const [old = ''] = (await keeper.read(name)).split(',');
  if (old === '') throw new Error(`There is no key ${name} to rotate.`);
  const key = await randomKey();
  await keeper.write(name, `${old},${key}`);
  say(`1 of 3: the new ${name} is believed; waiting until every process has seen it`);
  await wait(seenAfterMs);
  await keeper.write(name, `${key},${old}`);
  say('2 of 3: it signs; waiting until nothing is left that the old one signed');
  await wait(seenAfterMs + believedMs);
  await keeper.write(name, key);
  say('3 of 3: the old one is gone');
  await wait(seenAfterMs);
  return key;
}
