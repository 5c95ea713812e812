import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const directory = dirname(fileURLToPath(import.meta.url));
/** What `vite build` writes. */
export const distDirectory = join(directory, 'dist');
const stampFile = join(distDirectory, '.built-from');

/** What the client is built from, beside the versions of its libraries, which the lock file holds. */
const sources = ['index.html', 'package.json', 'vite.config.ts', 'src', 'public', '../package-lock.json', '../schema/src/filter'];

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
  const index = await readFile(join(distDirectory, 'index.html'));
  await app.register(fastifyStatic, {
    root: distDirectory,
    wildcard: false,
    index: false,
    cacheControl: false,
    globIgnore: ['.*', '.*/**'],
    setHeaders(response, path) {
      response.setHeader('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  const page = { method: 'GET', url: '/' } as const;
  app.route({ ...page, handler: (_request, reply) => sendIndex(reply) });
  app.addHook('onRequest', async (request, reply) => {
    const opened = request.method === 'GET' && request.is404 && (request.headers.accept ?? '').includes('text/html');
    return opened && !ownPaths.test(request.url) ? sendIndex(reply) : undefined;
  });

  function sendIndex(reply: import('fastify').FastifyReply) {
    return reply.headers({ ...headers, 'cache-control': 'no-cache' }).type('text/html; charset=utf-8').send(index);
  }
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
  await runVite();
  await writeFile(stampFile, stamp);
}

async function runVite(): Promise<void> {
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')));
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`The web client could not be built (vite ended with ${code}):\n${output}`);
}

/** One hash over names and contents. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesOf(join(directory, path))) {
      hash.update(file.slice(directory.length)).update('\0').update(await readFile(file)).update('\0');
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
