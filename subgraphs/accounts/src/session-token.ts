import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookies } from 'better-auth/cookies';

export interface Credentials {
  /** Of an Authorization header, without the scheme. */
  token: string | null;
  /** The whole Cookie header. */
  cookie: string | null;
}

/**
 * The session token that a request carries, not yet looked up. A bearer may send it bare (the JSON field `token`) or signed (the header
 * `set-auth-token`); in the cookie it is always signed. Null where there is none, or the signature does not hold.
 */
export function sessionTokenOf(credentials: Credentials, cookieName: string, secret: string): string | null {
  const { token, cookie } = credentials;
  if (token !== null) return token.includes('.') ? unsign(token, secret) : token;
  const value = cookie === null ? undefined : parseCookies(cookie).get(cookieName);
  return value === undefined ? null : unsign(value, secret);
}

/** `<token>.<HMAC-SHA256 in base64>`, perhaps percent-encoded: better-call's signed cookies. */
function unsign(signed: string, secret: string): string | null {
  const value = decoded(signed);
  const dot = value.lastIndexOf('.');
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), 'base64');
  const expected = createHmac('sha256', secret).update(token).digest();
  return dot > 0 && given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
