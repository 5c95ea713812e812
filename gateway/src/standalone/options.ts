import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

export interface StandaloneOptions {
  /** A file with supergraph SDL; it is watched. */
  readonly supergraph: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Request headers that go on to the subgraphs, in lower case. */
  readonly forwardHeaders: readonly string[];
  readonly fetchTimeoutMs: number;
}

export const USAGE = `Usage: npm run gateway -- --supergraph FILE --open [options]

  --supergraph FILE       supergraph SDL; served anew when the file changes
  --open                  serve everybody who can reach the port: there are no accounts here
  --port N                default 4000
  --host ADDRESS          default 127.0.0.1; with --open a loopback address only
  --forward-header NAME   also passed on to subgraphs, besides authorization (may be repeated)
  --fetch-timeout MS      how long a subgraph may take, default 30000`;

/** Passed on to subgraphs in any case. */
const ALWAYS_FORWARDED = ['authorization', 'traceparent', 'tracestate'];

/** @returns the options, or what is wrong with the arguments */
export function readOptions(args: string[]): StandaloneOptions | string {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!values.supergraph) return 'Expected --supergraph FILE.';
  if (!values.open) return 'Expected --open: this gateway has no accounts, so say that everybody may use it.';
  if (!isLoopback(values.host))
    return `--open serves on a loopback address only, such as 127.0.0.1; got --host ${values.host}.`;
  const port = wholeNumber(values.port, 65_535);
  if (port === undefined) return `Expected --port from 0 to 65535, got ${values.port}.`;
  const fetchTimeoutMs = wholeNumber(values['fetch-timeout'], 3_600_000);
  if (!fetchTimeoutMs) return `Expected --fetch-timeout in milliseconds, got ${values['fetch-timeout']}.`;
  const unfit = values['forward-header'].find((name) => !isForwardable(name));
  if (unfit !== undefined)
    return `Expected --forward-header with a header that is not of the connection or the body, got ${unfit}.`;
  const forwardHeaders = new Set([...ALWAYS_FORWARDED, ...values['forward-header'].map((name) => name.toLowerCase())]);
  return {
    supergraph: values.supergraph,
    host: values.host,
    port,
    forwardHeaders: [...forwardHeaders],
    fetchTimeoutMs,
  };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      supergraph: { type: 'string' },
      open: { type: 'boolean', default: false },
      port: { type: 'string', default: '4000' },
      host: { type: 'string', default: '127.0.0.1' },
      'forward-header': { type: 'string', multiple: true, default: [] },
      'fetch-timeout': { type: 'string', default: '30000' },
    },
  }).values;
}

/** Not what belongs to one connection (RFC 9110 §7.6.1), or to a body: the gateway's requests have their own. */
const NOT_FORWARDED =
  /^(connection|content-.*|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|accept|accept-encoding)$/i;

function isForwardable(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !NOT_FORWARDED.test(name);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function wholeNumber(text: string, max: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value <= max ? value : undefined;
}
