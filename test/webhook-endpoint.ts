import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { Json } from './client.ts';

interface Delivery {
  id: string;
  event: Json;
}

/** An endpoint on this machine that takes what is signed with `secret`, once it is known, and where `answers` says so. */
export async function startEndpoint() {
  const taken: Delivery[] = [];
  const endpoint = { secret: '', answers: true, taken, url: '', [Symbol.asyncDispose]: () => closed() };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!endpoint.answers) return;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const event = new Webhook(endpoint.secret).verify(Buffer.concat(chunks), headers);
    taken.push({ id: headers['webhook-id'] ?? '', event });
    response.writeHead(204).end();
  });
  const closed = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The endpoint has no port.');
  endpoint.url = `http://127.0.0.1:${address.port}/hook`;
  return endpoint;
}
