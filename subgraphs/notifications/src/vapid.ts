import webPush from 'web-push';
import { z } from 'zod';

/** The name of the secret that holds the server's VAPID keys (RFC 8292), as `generateVapidKeys` writes them. */
export const VAPID_KEYS = 'vapid-keys';

const vapidKeysSchema = z.object({ publicKey: z.string(), privateKey: z.string() });
export type VapidKeys = z.infer<typeof vapidKeysSchema>;

/** New keys, as JSON. Browsers' subscriptions are bound to them: made once and kept. */
export function generateVapidKeys(): string {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  return JSON.stringify({ publicKey, privateKey });
}

/** Throws, without repeating it, where the secret is not what `generateVapidKeys` writes. */
export function readVapidKeys(secret: string): VapidKeys {
  try {
    return vapidKeysSchema.parse(JSON.parse(secret));
  } catch {
    throw new Error(
      `The secret ${VAPID_KEYS} is to be JSON such as {"publicKey": "B…", "privateKey": "…"}, each base64url.`,
    );
  }
}
