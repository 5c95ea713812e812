import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The name of the secret that webhooks' own secrets are sealed with: the current key, then, after commas, those before it. */
export const WEBHOOK_KEY = 'webhook-encryption-key';

const prefix = 'whsec_';
/** Standard Webhooks 1.0 wants 24 to 64. */
const secretBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A new signing secret in the form of Standard Webhooks 1.0: `whsec_` and base64. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(secretBytes).toString('base64')}`;
}

/**
 * Encrypts a signing secret for the database (AES-256-GCM), bound to its webhook, so that a row's secret is of no use in another row.
 * `keys`: the value of WEBHOOK_KEY.
 */
export function sealSecret(secret: string, webhookId: string, keys: string): string {
  const nonce = randomBytes(nonceBytes);
  const [current = ''] = keys.split(',');
  const cipher = createCipheriv('aes-256-gcm', keyOf(current), nonce).setAAD(Buffer.from(webhookId));
  const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

/** The signing secret that `sealSecret` sealed. Throws, without repeating it, where none of the keys opens it. */
export function openSecret(sealed: string, webhookId: string, keys: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  for (const key of keys.split(',')) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', keyOf(key), bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(webhookId))
        .setAuthTag(bytes.subarray(-tagBytes));
      return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      // Sealed with another key.
    }
  }
  throw new Error(`The secret of ${webhookId} cannot be opened by any key of ${WEBHOOK_KEY}.`);
}

function keyOf(key: string): Buffer {
  if (key === '') throw new Error(`The secret ${WEBHOOK_KEY} is empty.`);
  return Buffer.from(hkdfSync('sha256', key, '', 'rondo webhook secrets', 32));
}
