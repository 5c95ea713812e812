import type { BetterAuthPlugin } from '@better-auth/core';
import { RondoError } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import { APIError, createAuthMiddleware } from 'better-auth/api';

/** Metadata of an app (RFC 7591 §2) that it may give; more is left out, above all addresses that we would have to call. */
const metadataOfApps: ReadonlySet<string> = new Set([
  'application_type',
  'client_name',
  'client_uri',
  'contacts',
  'grant_types',
  'logo_uri',
  'policy_uri',
  'redirect_uris',
  'response_types',
  'scope',
  'software_id',
  'software_version',
  'token_endpoint_auth_method',
  'tos_uri',
]);

/** The history shows it as the actor's, as it does a token's. */
const maximumNameLength = 100;
const maximumTextLength = 2_000;
/** Of one kind: addresses that an app may be answered at, say. */
const maximumTexts = 50;

const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/;

/** What of a registration is kept, and what is refused. */
export function registrations(): BetterAuthPlugin {
  return {
    id: 'rondo-registrations',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/oauth2/register',
          handler: createAuthMiddleware(async ({ body }) => {
            if (typeof body !== 'object' || body === null) return;
            const kept = Object.fromEntries(Object.entries(body).filter(([name]) => metadataOfApps.has(name)));
            for (const [name, value] of Object.entries(kept)) checkText(name, value);
            return { context: { body: { ...kept, application_type: applicationType(kept) } } };
          }),
        },
      ],
    },
  };
}

/** An app on the user's own machine seldom says that it is one. */
function applicationType({ application_type: given, redirect_uris: addresses }: Record<string, unknown>): unknown {
  if (given !== undefined || !Array.isArray(addresses)) return given;
  return addresses.length > 0 && addresses.every((address) => loopback.test(String(address))) ? 'native' : 'web';
}

/** Throws a 400 as RFC 7591 §3.2.2 has it, for text that is too long or that can't be kept. */
function checkText(name: string, value: unknown): void {
  const texts = [value].flat().filter((each) => typeof each === 'string');
  if (texts.length > maximumTexts)
    throw invalidMetadata(name, `Expected at most ${maximumTexts}, got ${texts.length}.`);
  const maximum = name === 'client_name' ? maximumNameLength : maximumTextLength;
  for (const text of texts) {
    try {
      cleanText(name, text, { maximum, blank: name !== 'client_name' });
    } catch (error) {
      if (!(error instanceof RondoError)) throw error;
      throw invalidMetadata(name, error.message);
    }
  }
}

function invalidMetadata(name: string, message: string): APIError {
  return new APIError('BAD_REQUEST', { error: 'invalid_client_metadata', error_description: `${name}: ${message}` });
}
