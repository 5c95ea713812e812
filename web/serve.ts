import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

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

/** How the client is built, and where to. */
export interface WebBuild {
  readonly root: string;
  /** Whether what is there was built from the sources as they are. */
  isCurrent(): Promise<boolean>;
  /** Replaces what is there. @throws Error with what went wrong */
  build(progress: (line: string) => void, signal: AbortSignal): Promise<void>;
}

const viteBuild: WebBuild = {
  root: distDirectory,
  isCurrent: async () => (await readFile(stampFile, 'utf8').catch(() => '')) === (await stampOf(sources)),
  build: buildWebClient,
};

/** What serves the client, and builds it first where that is needed. */
type Routes = (app: FastifyInstance) => Promise<void>;

/**
 * Returns what serves the client at `/`, its files and, for every other address that a browser opens, index.html:
 * `createGateway`'s `routes`, called after the server's own routes and before `listen`. Where there is something to build, that is
 * done once the server listens, and a page that says so is shown meanwhile. Rondo is of use without its client, so that a build
 * that fails is told, and no more; what was built before is served then.
 */
export async function openWebClient(
  progress: (line: string) => void,
  { root, isCurrent, build: make }: WebBuild = viteBuild,
): Promise<Routes> {
  // An image may hold what was built and not the sources, on a disk that can't be written to: then building fails, at once.
  const current = await isCurrent().catch(() => false);
  if (!current) await mkdir(root, { recursive: true }).catch(() => undefined);
  return async (app) => {
    let files = current ? await filesToServe(root) : null;
    const ended = new AbortController();
    const build = async () => {
      try {
        await make(progress, ended.signal);
        progress('The web client is built.');
      } catch (error) {
        if (!ended.signal.aborted) progress(error instanceof Error ? error.message : String(error));
      }
      files = await filesToServe(root);
    };
    if (!current) app.addHook('onListen', () => void build());
    app.addHook('onClose', async () => ended.abort());
    await app.register(fastifyStatic, {
      root,
      serve: false,
      cacheControl: false,
      preCompressed: true,
      setHeaders(reply, path) {
        reply.headers({
          ...headers,
          'cache-control': hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        });
      },
    });
    const send = (request: FastifyRequest, reply: FastifyReply) => {
      const path = request.url.replace(/[?#].*$/s, '');
      if (files?.has(path)) return reply.sendFile(path.slice(1));
      const opened = path === '/' || (request.headers.accept ?? '').includes('text/html');
      if (!opened || ownPaths.test(request.url)) return undefined;
      if (files === null) return reply.code(503).headers(buildingHeaders).send(buildingPage);
      return files.has(indexPath) ? reply.sendFile(indexPath.slice(1)) : undefined;
    };
    app.addHook('onRequest', async (request, reply) => {
      const read = request.method === 'GET' || request.method === 'HEAD';
      return read && request.is404 ? send(request, reply) : undefined;
    });
  };
}

const indexPath = '/index.html';

/** The paths of what was built, for the browser's eyes. */
async function filesToServe(root: string): Promise<ReadonlySet<string>> {
  const files = (await filesOf(root)).map((file) => file.slice(root.length).replaceAll(sep, '/'));
  return new Set(files.filter((file) => !/(^|\/)\.|\.(br|gz)$/.test(file)));
}

const buildingHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'retry-after': '2',
} as const;

/** Reloads itself until there is something else. No script: it is shown where nothing of the client is there yet. */
const buildingPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta http-equiv="refresh" content="2" />
    <title>Rondo is being built</title>
    <style>
      body { display: grid; place-items: center; min-height: 100vh; margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
      main { max-width: 28rem; padding: 2rem; text-align: center; }
    </style>
  </head>
  <body>
    <main>
      <h1>Rondo is being built</h1>
      <p role="status">This takes some seconds, once. The page opens by itself as soon as it is there; the API is ready.</p>
      <p><a href="">Look again</a></p>
    </main>
  </body>
</html>
`;

/**
 * Builds the client, unless what is there was built from the same sources. Takes some seconds; says so by `progress` first.
 * @throws Error with what Vite printed
 */
export async function buildWebClient(progress: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const stamp = await stampOf(sources);
  const built = await readFile(stampFile, 'utf8').catch(() => '');
  if (built === stamp) return;
  progress('Building the web client (once, and after changes to it) …');
  // Apart, and put in place when it is whole: another process may be serving what is there.
  const output = join(directory, '.cache', `build-${process.pid}`);
  await runVite(output, signal);
  await compressFiles(output);
  await writeFile(join(output, stampName), stamp);
  await rm(distDirectory, { recursive: true, force: true });
  await rename(output, distDirectory).catch(async (error) => {
    // Another process was faster with the same.
    if ((await readFile(stampFile, 'utf8').catch(() => '')) !== stamp) throw error;
    await rm(output, { recursive: true, force: true });
  });
}

async function runVite(output: string, signal: AbortSignal | undefined): Promise<void> {
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')));
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', output, '--emptyOutDir'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
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
