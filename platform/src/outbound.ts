import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { ErrorCode } from '@rondo/schema/errors.ts';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, request } from 'undici';
import { badInput, RondoError } from './errors.ts';

export interface OutboundOptions {
  /** For tests alone: lets addresses of this machine, and plain http to them, through. */
  allowLoopback?: boolean;
  /**
   * Hosts (names or addresses, as they stand in a URL, in lower case) that the operator of this server vouches for: they may lie on its
   * own network, and be reached by plain http.
   */
  allowHosts?: readonly string[];
  /** To one origin at the same time; more wait, in their own time. */
  connectionsPerOrigin?: number;
  /** Resolves host names to addresses; the operating system's resolver where absent. */
  resolve?: (host: string) => Promise<string[]>;
  /** For one request in all, connecting and reading included, in milliseconds. */
  timeoutMs?: number;
}

export interface OutboundResponse {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first 64 KB; what is beyond is not read. */
  body: string;
}

/**
 * Requests to URLs that users gave (push endpoints, webhooks), which must not reach what only this server can: its own
 * machine, its network, the cloud's metadata (server-side request forgery).
 */
export interface Outbound extends AsyncDisposable {
  /**
   * Checks a URL when it is registered. Throws BAD_USER_INPUT where it is no https URL, WEBHOOK_URL_FORBIDDEN where its host
   * is, or resolves to, an address that is not public. A host that does not resolve now passes: each request looks again.
   */
  check(argument: string, url: string): Promise<void>;
  /**
   * Sends a POST and resolves with the answer, whatever its status; redirects are not followed. Rejects with an
   * OutboundFailure. The address is checked again at connect, so that a name which resolves to another address by now is of no use.
   */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | string,
    signal?: AbortSignal,
  ): Promise<OutboundResponse>;
}

/** No answer came. The message is fit for the user whose URL it was: it names no address. */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure';
  /** The host is or resolves to an address that is not public. */
  readonly forbidden: boolean;

  constructor(message: string, options: { forbidden?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.forbidden = options.forbidden ?? false;
  }
}

const defaultTimeoutMs = 15_000;
const maximumBodyBytes = 64 * 1024;
const maximumUrlLength = 2_000;
/** A registration does not wait longer for a resolver that does not answer. */
const resolveAtRegistrationMs = 2_000;
const usualConnectionsPerOrigin = 8;

/** Azure's platform services, on a public address that is reachable from its virtual machines only. */
const privateByUse = new Set(['168.63.129.16']);
/** Names that are never on the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal), whatever resolves them. */
const specialNames = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;
/** IANA gives out global unicast addresses from this range alone (RFC 4291 §2.4); the old forms that embed IPv4 addresses lie outside. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether a literal address is one of the public internet. Translated and tunnelled forms of IPv4 addresses (mapped, NAT64, 6to4, Teredo) are not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || privateByUse.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

export function openOutbound(options: OutboundOptions = {}): Outbound {
  return new GuardedClient(options);
}

class GuardedClient implements Outbound {
  readonly #allowLoopback: boolean;
  readonly #allowHosts: ReadonlySet<string>;
  readonly #resolve: (host: string) => Promise<string[]>;
  readonly #timeoutMs: number;
  readonly #agent: Agent;

  constructor(options: OutboundOptions) {
    this.#allowLoopback = options.allowLoopback ?? false;
    this.#allowHosts = new Set(options.allowHosts?.map(bareHost));
    this.#resolve = options.resolve ?? resolveBySystem;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const { connectionsPerOrigin: connections = usualConnectionsPerOrigin } = options;
    this.#agent = new Agent({ connect: this.#connector(), connections, pipelining: 1 });
  }

  async check(argument: string, given: string): Promise<void> {
    const url = given.length <= maximumUrlLength ? URL.parse(given) : null;
    const host = url ? bareHost(url.hostname) : '';
    // A parser passes over line breaks; who reads the URL later sees two lines.
    if (!url || !/^https?:$/.test(url.protocol) || host === '' || /[\s\p{Cc}]/u.test(given)) throw noHttps(argument);
    const vouchedFor = this.#allowHosts.has(host);
    if (!vouchedFor && !(await this.#isPublic(host))) {
      throw new RondoError(
        ErrorCode.WEBHOOK_URL_FORBIDDEN,
        'The URL leads to an address that is not on the public internet. Give one that is.',
        { argument },
      );
    }
    if (url.protocol === 'http:' && !this.#allowLoopback && !vouchedFor) throw noHttps(argument);
    if (url.username !== '' || url.password !== '') {
      throw badInput(argument, 'Expected a URL without user name and password.');
    }
  }

  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | string,
    cancelled?: AbortSignal,
  ): Promise<OutboundResponse> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = cancelled ? AbortSignal.any([timeout, cancelled]) : timeout;
    try {
      const {
        statusCode,
        headers: answered,
        body: stream,
      } = await request(url, {
        method: 'POST',
        headers,
        body,
        dispatcher: this.#agent,
        signal,
      });
      return { status: statusCode, headers: answered, body: await readBounded(stream) };
    } catch (error) {
      throw asFailure(error, timeout, this.#timeoutMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  /** As far as it can be told now. */
  async #isPublic(host: string): Promise<boolean> {
    if (specialNames.test(host)) return this.#allowLoopback;
    const addresses = isIP(host) ? [host] : await this.#resolveInTime(host);
    return addresses.every((address) => this.#allows(address));
  }

  #allows(address: string): boolean {
    return isPublicAddress(address) || (this.#allowLoopback && isLoopback(address));
  }

  #mayConnect(host: string, addresses: readonly string[]): boolean {
    return this.#allowHosts.has(host) || addresses.every((address) => this.#allows(address));
  }

  /** No addresses where the name can't be resolved, or not soon enough. */
  async #resolveInTime(host: string): Promise<string[]> {
    const late = Promise.withResolvers<string[]>();
    const timer = setTimeout(() => late.resolve([]), resolveAtRegistrationMs);
    try {
      return await Promise.race([this.#resolve(host), late.promise]);
    } catch {
      return [];
    } finally {
      clearTimeout(timer);
    }
  }

  /** Node asks `lookup` for names only, not for literal addresses: both ways are barred. */
  #connector(): buildConnector.connector {
    const guardedLookup: LookupFunction = (host, { all }, callback) => {
      this.#resolve(host).then(
        (addresses) => {
          const [first] = addresses;
          if (first === undefined) callback(new OutboundFailure('The host has no address.'), '');
          else if (!this.#mayConnect(host, addresses)) callback(forbidden(), '');
          else if (all) callback(null, addresses.map(withFamily));
          else callback(null, first, isIP(first));
        },
        (error: NodeJS.ErrnoException) => callback(error, ''),
      );
    };
    const connect = buildConnector({ lookup: guardedLookup, timeout: this.#timeoutMs });
    return (target, callback) => {
      const host = bareHost(target.hostname);
      if (isIP(host) && !this.#mayConnect(host, [host])) callback(forbidden(), null);
      else connect(target, callback);
    };
  }
}

function noHttps(argument: string): RondoError {
  return badInput(argument, `Expected an https URL of at most ${maximumUrlLength} characters.`);
}

async function resolveBySystem(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function withFamily(address: string): { address: string; family: number } {
  return { address, family: isIP(address) };
}

/** A URL's host as an address is written elsewhere: IPv6 without its brackets. */
function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

function forbidden(): OutboundFailure {
  return new OutboundFailure('The host resolves to an address that is not on the public internet.', {
    forbidden: true,
  });
}

/** Ending the loop early destroys the stream, and with it the connection. */
async function readBounded(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk.subarray(0, maximumBodyBytes - size));
    size += chunk.length;
    if (size >= maximumBodyBytes) break;
  }
  return Buffer.concat(chunks).toString();
}

function asFailure(error: unknown, timeout: AbortSignal, timeoutMs: number): OutboundFailure {
  if (error instanceof OutboundFailure) return error;
  if (timeout.aborted) {
    return new OutboundFailure(`No answer came within ${timeoutMs / 1000} s.`, { cause: error });
  }
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new OutboundFailure(`The host could not be reached${code}.`, { cause: error });
}
