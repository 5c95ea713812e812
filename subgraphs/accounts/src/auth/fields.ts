import { RondoError } from '@rondo/platform/errors.ts';
import { scalars } from '@rondo/schema/scalars.ts';
import { APIError } from 'better-auth/api';
import { z } from 'zod';
import { cleanLocale, cleanName } from '../profile.ts';

/** A field of a sign-up that `clean` checks and puts into its canonical form; what it throws is what the caller is told. */
function field(clean: (given: string) => string) {
  return z.string().transform((given, context) => {
    try {
      return clean(given);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'Not valid.' });
      return z.NEVER;
    }
  });
}

/** What a client may say of its user at sign-up, beside what better-auth itself asks for. */
export const profileFields = {
  timeZone: field((given) => scalars.TimeZone.parseValue(given)),
  locale: field((given) => cleanLocale('locale', given)),
} as const;

const profileSchema = z.object(profileFields).partial();

/** The profile that a sign-up's body carries. Throws a 400 that names the field at fault. */
export function readProfile(body: unknown): z.infer<typeof profileSchema> {
  const parsed = profileSchema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw validationError(issue?.path.join('.') ?? 'body', issue?.message ?? 'Not valid.');
}

/** What is to be stored in place of what better-auth was given for a user: a clean name; no picture, for there are none here. */
export function storedFields(user: { name?: unknown }): { name?: string; image: undefined } {
  if (typeof user.name !== 'string') return { image: undefined };
  try {
    return { name: cleanName('name', user.name), image: undefined };
  } catch (error) {
    throw error instanceof RondoError ? validationError('name', error.message) : error;
  }
}

export function validationError(argument: string, message: string): APIError {
  return new APIError('BAD_REQUEST', { code: 'VALIDATION_ERROR', message: `[${argument}] ${message}` });
}
