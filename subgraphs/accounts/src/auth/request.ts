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
  const headers = request.headers.filter(([name]) => !hopByHop.has(name.toLowerCase()));
  const bodyless = method === 'GET' || method === 'HEAD';
  const response = await auth.handle(
    new Request(`${new URL(publicUrl).origin}${path}`, { method, headers, body: bodyless ? null : body }),
    clientAddress,
  );
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}
