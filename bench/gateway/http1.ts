/** As much of HTTP/1.1 as the load generator and the fixtures need, at the least cost: they share a core. */
import type { Socket } from 'node:net';

export interface Message {
  /** The first line. */
  readonly start: string;
  readonly body: Buffer;
}

/** Calls back for each whole message; bodies by content-length or chunked. */
export function readMessages(socket: Socket, onMessage: (message: Message) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    pending = pending.length === 0 ? data : Buffer.concat([pending, data]);
    for (;;) {
      const message = parseMessage(pending);
      if (!message) return;
      pending = pending.subarray(message.end);
      onMessage(message);
    }
  });
}

function parseMessage(data: Buffer): (Message & { readonly end: number }) | undefined {
  const headEnd = data.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = data.toString('latin1', 0, headEnd);
  const start = head.slice(0, head.indexOf('\r\n'));
  const bodyStart = headEnd + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = bodyStart + Number(length);
    return data.length < end ? undefined : { start, body: data.subarray(bodyStart, end), end };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { start, body: Buffer.alloc(0), end: bodyStart };
  const chunks: Buffer[] = [];
  let at = bodyStart;
  for (;;) {
    const lineEnd = data.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(data.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (data.length < end) return undefined;
    if (size === 0) return { start, body: Buffer.concat(chunks), end };
    chunks.push(data.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = end;
  }
}
