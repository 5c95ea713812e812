/**
 * Rondo's gateway on the embedded platform, over subgraphs that answer from memory; a user's token is the user's id.
 *
 * Arguments: URL of a PostgreSQL database, data directory, port.
 */
import { readFile } from 'node:fs/promises';
import { createGateway } from '@rondo/gateway/gateway.ts';
import { createServices, createWorld } from '@rondo/gateway/testing/services.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { authenticate } from '@rondo/schema/methods/accounts.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import { supergraphFile } from '@rondo/schema/subgraphs.ts';
import { openPlatform } from './platform.ts';
import { answerParent, type UsageCommand, usageOf } from './protocol.ts';

const [, , url = '', dataDir = '', port = ''] = process.argv;
const { platform, log } = await openPlatform(url, dataDir);
await platform.serve('accounts', {
  authenticate: async (input) => {
    const { credentials } = authenticate.input.parse(input);
    const actor = { kind: 'USER', id: null, name: null };
    const sessionOf = (userId: string | null) =>
      userId ? { userId, actor, scopes, timeZone: 'UTC', expiresAt: null } : null;
    return { sessions: credentials.map(({ token }) => sessionOf(token)) };
  },
});
const world = createWorld();
const gateway = await createGateway({
  ...{ platform, log, host: '127.0.0.1', port: Number(port), production: true, playground: false },
  supergraphSdl: await readFile(supergraphFile, 'utf8'),
  services: createServices(world, () => platform.secret(PRINCIPAL_KEY)),
  // What is measured is the stream, not what a user may have of it.
  limits: { userPoints: 1e9, addressPoints: 1e9 },
});
answerParent<UsageCommand>((command) => usageOf(command, world.calls.length));
process.once('SIGTERM', async () => {
  await gateway[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
  process.exit(0);
});
