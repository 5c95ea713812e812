import { createHmac, timingSafeEqual } from 'node:crypto';
import { RondoError } from '@rondo/platform/errors.ts';
import type { Positions } from '@rondo/platform/platform.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';

/** The secret that cursors are signed with. A comma separates the current key from those that a rotation has not retired yet. */
export const CURSOR_KEY = 'cursor-key';

const VERSION = 1;
const SIGNATURE_BYTES = 16;
/** Longer than a cursor over every partition of a large topic. */
const MAXIMUM_LENGTH = 16_384;

/**
 * A cursor is a place in a user's change stream: the offsets of the next events to read, by partition. It is signed and
 * bound to its user, so that it can't be invented, changed or used by another; it is a position, not a permission.
 *
 * In bytes, as base64url: version · per partition its number and offset as LEB128 · the first 16 bytes of
 * HMAC-SHA-256 over these and the user's id.
 */
export function encodeCursor(positions: Positions, userId: string, key: string): string {
  const bytes = [VERSION];
  for (const [partition, offset] of positions) {
    appendVarint(bytes, BigInt(partition));
    appendVarint(bytes, offset);
  }
  const body = Buffer.from(bytes);
  return Buffer.concat([body, signature(body, userId, key)]).toString('base64url');
}

/**
 * @param keys the current key first
 * @throws RondoError CURSOR_INVALID for what this gateway did not make for this user
 */
export function decodeCursor(cursor: string, userId: string, keys: readonly string[]): Map<number, bigint> {
  const bytes = cursor.length <= MAXIMUM_LENGTH ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0);
  const body = bytes.subarray(0, -SIGNATURE_BYTES);
  const given = bytes.subarray(body.length);
  const genuine =
    // Decoding overlooks what is not base64url; a cursor has one spelling.
    bytes.toString('base64url') === cursor &&
    body[0] === VERSION &&
    keys.some((key) => timingSafeEqual(given, signature(body, userId, key)));
  if (!genuine) throw invalid();
  return readPositions(body);
}

function readPositions(body: Buffer): Map<number, bigint> {
  const positions = new Map<number, bigint>();
  const numbers: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of body.subarray(1)) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0n;
    shift = 0n;
  }
  for (let i = 0; i + 1 < numbers.length; i += 2) positions.set(Number(numbers[i]), numbers[i + 1] ?? 0n);
  return positions;
}

function appendVarint(bytes: number[], value: bigint): void {
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
}

function signature(body: Buffer, userId: string, key: string): Buffer {
  return createHmac('sha256', key).update(body).update(userId).digest().subarray(0, SIGNATURE_BYTES);
}

function invalid(): RondoError {
  return new RondoError(
    ErrorCode.CURSOR_INVALID,
    'Expected a cursor of your own change stream, as an event or streamCursor gave it; this is not one. Read anew and take a new streamCursor.',
    { argument: 'after' },
  );
}
