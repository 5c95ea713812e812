import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface PushedMessage {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface TestPushService extends AsyncDisposable {
  readonly origin: string;
  /** Every request, the refused ones included. */
  readonly requests: readonly PushedMessage[];
  /** How it answers from now on; 201 at first. */
  answer: (message: PushedMessage, response: ServerResponse) => void;
}

/** A push service (RFC 8030) on this machine. */
export async function startPushService(): Promise<TestPushService> {
  const requests: PushedMessage[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const message = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      requests.push(message);
      service.answer(message, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The push service has no port.');
  const service: TestPushService = {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (_message, response) => response.writeHead(201).end(),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return service;
}

/** A browser's side of a push subscription: its keys, and what it makes of a message. */
export class Browser {
  readonly endpoint: string;
  readonly auth = randomBytes(16);
  readonly #keys = createECDH('prime256v1');

  constructor(endpoint: string) {
    this.endpoint = endpoint;
    this.#keys.generateKeys();
  }

  /** As registerPushSubscription takes it. */
  get subscription() {
    return {
      endpoint: this.endpoint,
      p256dh: this.#keys.getPublicKey('base64url'),
      auth: this.auth.toString('base64url'),
    };
  }

  /** Decrypts an aes128gcm body (RFC 8188 §2, with the keys of RFC 8291 §3.4). Throws where it is not for this browser. */
  decrypt(body: Buffer): unknown {
    const salt = body.subarray(0, 16);
    const keyLength = body.readUInt8(20);
    const senderKey = body.subarray(21, 21 + keyLength);
    const record = body.subarray(21 + keyLength);
    const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), this.#keys.getPublicKey(), senderKey]);
    const secret = this.#keys.computeSecret(senderKey);
    const input = Buffer.from(hkdfSync('sha256', secret, this.auth, keyInfo, 32));
    const key = Buffer.from(hkdfSync('sha256', input, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', input, salt, 'Content-Encoding: nonce\0', 12));
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString());
  }
}

/** The claims of a message's VAPID header (RFC 8292 §2). Throws where it is not signed with the key that it names, and that is not `publicKey`. */
export function verifyVapid(headers: IncomingHttpHeaders, publicKey: string): Record<string, unknown> {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? [];
  if (key !== publicKey) throw new Error(`Signed with ${key}, not with ${publicKey}.`);
  const [header = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const genuine = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine) throw new Error('The signature does not hold.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}
