import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listens } from './kafka.ts';
import { findProgram, outputOf, type Part, PartUnavailable } from './part.ts';
import { freePort, LocalProcess } from './process.ts';

export interface LocalRedis extends AsyncDisposable {
  readonly part: Part;
  /** host:port */
  readonly address: string;
}

/** Redis with its data in `directory`, each write on disk within a second. */
export async function startRedis(directory: string): Promise<LocalRedis> {
  const program = await findProgram('redis-server');
  if (!program)
    throw new PartUnavailable(
      'redis-server is not on PATH. Install Redis (Debian: apt-get install redis-server; macOS: brew install redis), or set REDIS_ADDRESS.',
    );
  await mkdir(directory, { recursive: true });
  const port = await freePort();
  const process = await LocalProcess.start({
    name: 'redis',
    command: program,
    args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--appendonly', 'yes', '--save', ''],
    logFile: join(directory, 'redis.log'),
  });
  try {
    await process.until(() => listens(port), 15_000);
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
  const version = /v=(\S+)/.exec(await outputOf(program, '--version'))?.[1] ?? '';
  const address = `127.0.0.1:${port}`;
  return {
    part: { name: 'redis', version, from: `PATH (${program})`, address },
    address,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
