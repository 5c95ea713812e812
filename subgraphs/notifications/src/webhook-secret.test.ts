import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newWebhookSecret, openSecret, sealSecret } from './webhook-secret.ts';

const id = 'webhook_01k3v6y8z9f4q8r2s5t7w1x3yz';

describe("a webhook's secret", () => {
  it('is in the form that the reference library takes, and never the same', () => {
    const secret = newWebhookSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret()).not.toBe(secret);
    const at = new Date();
    const headers = {
      'webhook-id': 'event_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('event_1', at, '{}'),
    };
    expect(new Webhook(secret).verify('{}', headers)).toEqual({});
  });

  it('is unreadable in the database, and opens with the key that it was sealed with', () => {
    const secret = newWebhookSecret();
    const sealed = sealSecret(secret, id, 'key');
    expect(sealed).not.toContain(secret.slice(6, 20));
    expect(sealSecret(secret, id, 'key')).not.toBe(sealed);
    expect(openSecret(sealed, id, 'key')).toBe(secret);
  });

  it('opens with a key that a rotation has not retired yet', () => {
    const sealed = sealSecret('whsec_x', id, 'old');
    expect(openSecret(sealed, id, 'new,old')).toBe('whsec_x');
    expect(openSecret(sealSecret('whsec_y', id, 'new,old'), id, 'new')).toBe('whsec_y');
    expect(() => openSecret(sealed, id, 'new')).toThrow('webhook-encryption-key');
  });

  it('is of no use in the row of another webhook, nor after a change', () => {
    const sealed = sealSecret('whsec_x', id, 'key');
    expect(() => openSecret(sealed, 'webhook_other', 'key')).toThrow(/cannot be opened/);
    expect(() => openSecret(`A${sealed.slice(1)}`, id, 'key')).toThrow(/cannot be opened/);
    expect(() => sealSecret('whsec_x', id, '')).toThrow('is empty');
  });
});
