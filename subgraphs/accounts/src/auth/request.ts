import type { authRequest } from '@rondo/schema/methods/accounts.ts';
import type { z } from 'zod';
import type { Auth } from './auth.ts';

type AuthRequest = z.infer<(typeof authRequest)['input']>;
type AuthResponse = z.infer<(typeof authRequest)['output']>;

/** Headers of the connection to the gateway (RFC 9110 §7.6.1), and the length of a body that is written anew. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Answers a request that the gateway has passed on. */
export async function answerRequest(auth: Auth, publicUrl: string, request: AuthRequest): Promise<AuthResponse> {
  const { method, path, body, clientAddress } = request;
  const { origin } = new URL(publicUrl);
  const headers = request.headers.filter(([name]) => !hopByHop.has(name.toLowerCase()));
  if (!isOfBrowser(headers)) headers.push(['origin', origin]);
  const bodyless = method === 'GET' || method === 'HEAD';
  const response = await auth.handle(
    new Request(`${origin}${path}`, { method, headers, body: bodyless ? null : body }),
    clientAddress,
  );
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

/**
 * Whether a page may be behind a request: browsers name it in Origin on every POST (Fetch §3.2), in Referer, or relate
 * to it in Sec-Fetch-Site. What sends none of them is a program with its own credentials, which no page can lead astray; it counts
 * as our own, as better-auth refuses requests without an Origin that carry a cookie, or the lone Sec-Fetch-Mode of Node.js's fetch.
 */
function isOfBrowser(headers: readonly (readonly [string, string])[]): boolean {
  return headers.some(([name]) => /^(origin|referer|sec-fetch-site)$/i.test(name));
}
