import type { Configuration } from './configuration.ts';
import type { Rondo } from './rondo.ts';

/** Tells whoever started Rondo where it is and what to do first. */
export function greet(configuration: Configuration, rondo: Rondo, say: (line: string) => void): void {
  const { url } = rondo.gateway;
  const { demo } = rondo;
  const signedIn =
    demo &&
    `  Demo user    ${demo.email} · password: ${demo.password}\n               Authorization: Bearer ${demo.token}\n`;
  say(`
Rondo is ready.

  Web client   ${url}
  Playground   ${url}/graphql
  API          POST ${url}/graphql · WebSocket on the same path (graphql-transport-ws) · SSE
  Data         ${configuration.databaseUrl === null ? configuration.dataDirectory : 'the database of DATABASE_URL'}
  Mail         ${rondo.mail}

${signedIn ?? ''}
  A token:     curl -s ${url}/api/auth/sign-up/email -H 'content-type: application/json' \\
                 -d '{"name":"Ada","email":"ada@example.com","password":"a long password"}'
               Send what it answers as "token" in a header: Authorization: Bearer <token>

  Ctrl-C stops it.
`);
}
