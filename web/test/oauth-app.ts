import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app on the user's own machine, waiting for its code. */
export async function startApp(rondoUrl: string, name: string) {
  const server = createServer((_request, response) => response.end('Thank you'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const registered = await fetch(`${rondoUrl}/api/auth/oauth2/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 'xyz' },
    scope: 'TASKS_READ offline_access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const exchange = async (code: string) => {
    const form = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri };
    const response = await fetch(`${rondoUrl}/api/auth/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, code, code_verifier: verifier }),
    });
    return (await response.json()) as { access_token: string };
  };
  return {
    address: `${rondoUrl}/api/auth/oauth2/authorize?${query}`,
    redirectUri,
    exchange,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
