import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { repository, run, runIn } from './program.ts';

/** Uncompressed, which is about three times what is pulled. */
const mostBytes = 250e6;
/** What the base image has besides Node.js: Debian's C and C++ libraries, OpenSSL, certificates, time zones. */
const baseBytes = 28e6;

/** Loads every module that a process of the image loads when it starts, and those that it loads later. */
const loadAll = `
  const { describeService, serviceNames } = await import('./dapr/service/definitions.ts');
  for (const name of serviceNames) await describeService(name);
  for (const module of ['gateway.ts', 'sources/dapr.ts', 'settings.ts']) await import('@rondo/gateway/' + module);
  const { bundleFolder, isBundled } = await import('@rondo/gateway/playground/bundle.ts');
  if (!isBundled(bundleFolder())) throw new Error('The playground is not in the image.');
  // Where the client is not current, it says that it can't be built.
  const { openWebClient } = await import('@rondo/web/serve.ts');
  const { default: fastify } = await import('fastify');
  const app = fastify();
  await (await openWebClient((line) => { throw new Error(line); }))(app);
  const page = await app.inject('/');
  if (page.statusCode !== 200) throw new Error('The web client is not in the image.');
  await import('./dapr/service/run.ts');
  process.stdout.write(String(serviceNames.length));
`;

/**
 * Assembles what the Dockerfile puts into the image, and starts it on a disk that it may not write to. Without a container: the
 * machine that checks needs none.
 */
export async function checkImage(progress: Progress): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rondo-image-'));
  const image = join(directory, 'app');
  try {
    await run([process.execPath], [join(repository, 'charts/image/assemble.ts'), image]);
    // Node's own permissions: reading is allowed, writing anywhere and starting programs is not.
    const restricted = ['--no-warnings', '--permission', '--allow-fs-read=*', '--allow-worker', '--allow-addons'];
    progress('loading all services from the image');
    const services = await runIn(image, [process.execPath], [...restricted, '--input-type=module', '--eval', loadAll]);
    await startNothing(image, restricted);
    const [own, node] = await Promise.all([sizeOf(image), stat(process.execPath)]);
    const bytes = own + node.size + baseBytes;
    if (bytes > mostBytes)
      throw new Error(`expected at most ${inMB(mostBytes)}, got ${inMB(bytes)}, ${inMB(own)} of them Rondo's.`);
    return `${services} services and the gateway load; ${inMB(own)} in an image of about ${inMB(bytes)}`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A service that is not there is refused with the names of those that are. */
async function startNothing(image: string, restricted: readonly string[]): Promise<void> {
  const said = await runIn(image, [process.execPath], [...restricted, 'service.ts', 'nothing']).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  if (!/expected one of .*tasks.*gateway.*migrate/.test(said)) throw new Error(`service.ts nothing: said ${said}`);
}

async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

const inMB = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
