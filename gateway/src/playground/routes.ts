import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@rondo/platform/log.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BUNDLE_PATH, bundleFolder, isBundled } from './bundle.ts';

/** Everything from here; inline styles are Monaco's, which measures text with them. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};

/** Serves the bundle's files; what it returns answers a browser with the page that needs them. */
export function routePlayground(
  app: FastifyInstance,
  log: Logger,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const folder = bundleFolder();
  let isMaking = false;
  let problem: string | undefined;
  app.get<{ Params: { file: string } }>(`${BUNDLE_PATH}assets/:file`, async ({ params: { file } }, reply) => {
    const assets = new URL('assets/', folder);
    const type = TYPES[extname(file)];
    const names: string[] = await readdir(assets).catch(() => []);
    if (!type || !names.includes(file)) return reply.callNotFound();
    // Its name has a hash of what is in it.
    reply.header('cache-control', 'public, max-age=31536000, immutable').type(type);
    return reply.send(createReadStream(new URL(file, assets)));
  });
  return async (_request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY).header('referrer-policy', 'no-referrer');
    reply.header('vary', 'accept').type('text/html; charset=utf-8');
    if (isBundled(folder)) return reply.send(await readFile(new URL('index.html', folder), 'utf8'));
    if (!isMaking) {
      isMaking = true;
      make().catch((error: unknown) => {
        problem = 'npm install brings what it is made of';
        log.error({ err: error }, 'the playground could not be made');
      });
    }
    return reply.header('cache-control', 'no-store').send(waitingPage(problem));
  };
}

/** In a process of its own, behind what this one has to do. */
async function make(): Promise<void> {
  const script = fileURLToPath(new URL('bundle.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(said.slice(-2_000));
}

function waitingPage(problem: string | undefined): string {
  const text = problem
    ? `GraphiQL could not be made: ${problem}. The log says more. The API works: send POST requests to this address.`
    : 'Preparing GraphiQL. This takes some seconds, and is done once.';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rondo · GraphiQL</title><link rel="icon" href="data:,">${
    problem ? '' : '<meta http-equiv="refresh" content="1">'
  }<style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32em;padding:0 1em}</style></head><body><p>${text}</p></body></html>`;
}
