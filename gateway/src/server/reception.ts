import type { IncomingMessage } from 'node:http';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its bodies are large: they have the time that an upload has. */
    isUpload?: boolean;
  }
}

/** For bodies to come in, in milliseconds. What is streamed out may take for ever. */
export interface ReceptionTimes {
  /** For a request to come in whole … */
  readonly request: number;
  /** … where it is an upload, … */
  readonly upload: number;
  /** … of which something must come so often. */
  readonly uploadPause: number;
}

export const defaultReceptionTimes: ReceptionTimes = { request: 30_000, upload: 15 * 60_000, uploadPause: 30_000 };

/** Calls `onLate` where the request has not come in whole by then. */
export function limitReception(request: IncomingMessage, milliseconds: number, onLate: () => void): void {
  const timer = setTimeout(() => {
    if (!request.complete) onLate();
  }, milliseconds);
  timer.unref();
  // Once all of it was read, or it was broken off; its answer may go on.
  request.once('close', () => clearTimeout(timer));
}

/** HTTP 408: RFC 9110 §15.5.9. */
export class TooSlow extends Error {
  readonly statusCode = 408;

  constructor(milliseconds: number) {
    super(`Expected more of the request's body within ${milliseconds / 1_000} s.`);
  }
}

/**
 * What comes in, as long as something does. Whoever stops reading leaves the request as it is: what is left of it is dropped while it
 * comes, so that the client gets to read why.
 *
 * @throws TooSlow
 */
export async function* withoutPauses(body: IncomingMessage, milliseconds: number): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = body.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new TooSlow(milliseconds)), milliseconds);
      try {
        const next = await Promise.race([chunks.next(), late.promise]);
        if (next.done) return;
        yield next.value;
      } finally {
        clearTimeout(timer);
      }
    }
  } finally {
    // Not to be waited for: it comes after a chunk that may never come.
    void chunks.return?.();
  }
}
