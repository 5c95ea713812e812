import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GatewayContext, RondoGateway, stringifyResult } from '../executor/apollo.ts';
import { createHttpSources } from '../sources/http.ts';
import { reportFailures } from './failures.ts';
import type { StandaloneOptions } from './options.ts';
import { supergraphFile } from './supergraph-file.ts';

export interface Standalone extends AsyncDisposable {
  readonly url: string;
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_TOKENS = 15_000;
/** With each fragment counted wherever it is spread: a plan takes up to 0.2 ms a field, and fragments double each other. */
const MAX_SELECTIONS = 10_000;

/** Headers that never change an answer: they do not keep requests from sharing a fetch. */
const TRACING = new Set(['traceparent', 'tracestate']);

/** @throws Error where the supergraph does not load or the port is taken */
export async function startStandalone(
  options: StandaloneOptions & { readonly log: (message: string) => void },
): Promise<Standalone> {
  const { log } = options;
  const sources = createHttpSources();
  const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
  const gateway = new RondoGateway({
    supergraphSdl: supergraphFile(options.supergraph, log),
    dataSources: (name, url) => sources.source(urlOfSubgraph(name, url)),
    fetchTimeoutMs: options.fetchTimeoutMs,
    onFetch: reportFailures(log),
    logger,
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: MAX_SELECTIONS,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    stringifyResult,
    logger,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  const server = createServer((request, response) => {
    serve(apollo, options.forwardHeaders, request, response).catch((error: unknown) => {
      // One whose body did not come to its end has been broken off by its client.
      if (request.complete) log(`Unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  });
  await listen(server, options);
  return {
    url: urlOf(server),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
      await apollo.stop();
      server.closeAllConnections();
      await sources[Symbol.asyncDispose]();
    },
  };
}

function urlOfSubgraph(name: string, url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url;
  throw new Error(`Expected a URL of the subgraph ${name} with http or https in the supergraph, got "${url}".`);
}

async function serve(
  apollo: ApolloServer<GatewayContext>,
  forwardHeaders: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  if (path === '/health') return end(response, 200, '{"status":"ok"}');
  if (path !== '/graphql' && path !== '/') return end(response, 404, '{"errors":[{"message":"Not found."}]}');
  const text = await readBody(request);
  if (text === undefined) return end(response, 413, '{"errors":[{"message":"The request is larger than 2 MiB."}]}');
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    return end(response, 400, '{"errors":[{"message":"The request body is not JSON."}]}');
  }
  const headers = new HeaderMap();
  for (const name in request.headers) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const abort = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  const result = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'GET',
      headers,
      search: queryAt < 0 ? '' : url.slice(queryAt),
      body,
    },
    context: async () => contextOf(headers, forwardHeaders, abort.signal),
  });
  response.statusCode = result.status ?? 200;
  for (const [name, value] of result.headers) response.setHeader(name, value);
  if (result.body.kind === 'complete') {
    response.end(result.body.string);
    return;
  }
  for await (const chunk of result.body.asyncIterator) response.write(chunk);
  response.end();
}

function contextOf(headers: HeaderMap, names: readonly string[], signal: AbortSignal): GatewayContext {
  const forwarded: Record<string, string> = {};
  let principalKey = '';
  for (const name of names) {
    const value = headers.get(name);
    if (value === undefined) continue;
    forwarded[name] = value;
    if (!TRACING.has(name)) principalKey += `${name}:${value}\n`;
  }
  return { principalKey, headers: forwarded, signal };
}

/** @returns nothing where it is too large */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

function end(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(json);
}

async function listen(server: Server, { host, port }: StandaloneOptions): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

function urlOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('expected a TCP address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}/graphql`;
}
