import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

const directory = dirname(fileURLToPath(import.meta.url));
/** What `vite build` writes. */
export const distDirectory = join(directory, 'dist');
const stampName = '.built-from';
const stampFile = join(distDirectory, stampName);

/** What the client is built from. Its libraries' versions are in package.json, and change what is built with the next change here. */
const sources = ['index.html', 'package.json', 'vite.config.ts', 'serve.ts', 'src', 'public', '../schema/src/filter'];

/** Names that hold a hash of the content: whoever has one of these files has it for good. */
const hashed = /[\\/]assets[\\/]/;

/** Paths that are the server's own: what is not there is not there. Everything else is a page of the client. */
const ownPaths = /^\/(graphql|api|health|metrics|assets)(\/|$|\?)/;

const headers = {
  'content-security-policy': [
    "default-src 'self'",
    // Mantine sets its sizes and colours as style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * Serves the built client at `/`: its files, and for every other address that a browser opens, index.html. Call it after the
 * server's own routes, before `listen`. Throws where the client has not been built; see `buildWebClient`.
 */
export async function serveWebClient(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: distDirectory,
    wildcard: false,
    index: false,
    cacheControl: false,
    globIgnore: ['.*', '.*/**', '**/*.br', '**/*.gz'],
    preCompressed: true,
    setHeaders(reply, path) {
      reply.headers({
        ...headers,
        'cache-control': hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
    },
  });
  app.route({ method: 'GET', url: '/', handler: (_request, reply) => sendIndex(reply) });
  app.addHook('onRequest', async (request, reply) => {
    const opened = request.method === 'GET' && request.is404 && (request.headers.accept ?? '').includes('text/html');
    return opened && !ownPaths.test(request.url) ? sendIndex(reply) : undefined;
  });
}

const sendIndex = (reply: FastifyReply) => reply.sendFile('index.html');

/**
 * Builds the client where that is needed, and returns what serves it: `createGateway`'s `routes`. Rondo is of use without it, so
 * that a build that fails is told, and no more; what was built before is served then.
 */
export async function openWebClient(
  progress: (line: string) => void,
): Promise<(app: FastifyInstance) => Promise<void>> {
  try {
    await buildWebClient(progress);
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
  }
  const built = await readFile(stampFile).catch(() => null);
  return built === null ? async () => {} : serveWebClient;
}

/**
 * Builds the client, unless what is there was built from the same sources. Takes some seconds; says so by `progress` first.
 * @throws Error with what Vite printed
 */
export async function buildWebClient(progress: (line: string) => void): Promise<void> {
  const stamp = await stampOf(sources);
  const built = await readFile(stampFile, 'utf8').catch(() => '');
  if (built === stamp) return;
  progress('Building the web client (once, and after changes to it) …');
  // Apart, and put in place when it is whole: another process may be serving what is there.
  const output = join(directory, '.cache', `build-${process.pid}`);
  await runVite(output);
  await compressFiles(output);
  await writeFile(join(output, stampName), stamp);
  await rm(distDirectory, { recursive: true, force: true });
  await rename(output, distDirectory).catch(async (error) => {
    // Another process was faster with the same.
    if ((await readFile(stampFile, 'utf8').catch(() => '')) !== stamp) throw error;
    await rm(output, { recursive: true, force: true });
  });
}

async function runVite(output: string): Promise<void> {
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')));
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', output, '--emptyOutDir'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`The web client could not be built (vite ended with ${code}):\n${printed}`);
}

/** Beside each file that it makes smaller, once, what browsers that take it get instead. */
async function compressFiles(root: string): Promise<void> {
  for (const file of await filesOf(root)) {
    if (!/\.(js|css|html|svg|webmanifest)$/.test(file)) continue;
    const content = await readFile(file);
    if (content.length < 1_024) continue;
    await writeFile(`${file}.br`, await compressBrotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    await writeFile(`${file}.gz`, await compressGzip(content));
  }
}

/** One hash over names and contents. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesOf(join(directory, path))) {
      hash
        .update(file.slice(directory.length))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
