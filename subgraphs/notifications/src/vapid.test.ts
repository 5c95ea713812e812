import { describe, expect, it } from 'vitest';
import { generateVapidKeys, readVapidKeys } from './vapid.ts';

describe('VAPID keys', () => {
  it('are an uncompressed P-256 point and its scalar, new each time', () => {
    const { publicKey, privateKey } = readVapidKeys(generateVapidKeys());
    expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65);
    expect(Buffer.from(privateKey, 'base64url')).toHaveLength(32);
    expect(readVapidKeys(generateVapidKeys()).publicKey).not.toBe(publicKey);
  });

  it.each(['', 'swordfish', '{"publicKey":"B","secret":"swordfish"}'])(
    'that are none are refused without being repeated: %s',
    (secret) => {
      const read = () => readVapidKeys(secret);
      expect(read).toThrow(/^The secret vapid-keys is to be JSON/);
      expect(read).not.toThrow(/swordfish/);
    },
  );
});
