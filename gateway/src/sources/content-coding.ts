import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/**
 * A body without its content coding (RFC 9110 §8.4). We ask for none, as nothing is gained by it within one network, but
 * proxies and services compress unasked, which §12.5.3 lets them.
 *
 * @throws Error where the coding is not known, the body is broken, or it has more than `maxBytes` once it is decoded
 */
export async function decodeContent(body: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const decode = decoders.get(coding.trim().toLowerCase());
  if (!decode) throw new Error(`expected the content coding gzip, deflate, br or zstd, got ${coding}`);
  return decode(body, { maxOutputLength: maxBytes });
}
