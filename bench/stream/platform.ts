import { CURSOR_KEY } from '@rondo/gateway/stream/cursor.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { createLog, type Logger } from '@rondo/platform/log.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';

/** The embedded platform as every process of a benchmark opens it, on the same database and data directory. */
export async function openPlatform(url: string, dataDir: string): Promise<{ platform: EmbeddedPlatform; log: Logger }> {
  const log = createLog('bench', 'error');
  const generators = { [PRINCIPAL_KEY]: randomKey, [CURSOR_KEY]: randomKey };
  return { platform: await openEmbeddedPlatform({ dataDir, url, log, services: [], generators }), log };
}
