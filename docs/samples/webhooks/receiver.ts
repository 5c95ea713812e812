/**
 * Receives Rondo's webhooks with the reference library of Standard Webhooks: `npm install standardwebhooks`, then
 *
 *   PORT=8000 WEBHOOK_SECRET=whsec_… node receiver.ts
 */
import { createServer } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

interface Event {
  type: string;
  timestamp: string;
  subject: string;
  actor: { kind: string; id: string | null; name: string | null };
  data: Record<string, unknown>;
}

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '');
/** In earnest: a unique column, written in the transaction of what the event makes you do. */
const seen = new Set<string>();
/** An event carries a whole task, with a description of up to some thousand characters. */
const longestBody = 3_000_000;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > longestBody) return response.writeHead(413).end();
    chunks.push(chunk);
  }
  // The bytes as they came: JSON that was parsed and written again has another signature.
  const body = Buffer.concat(chunks).toString();
  let event: Event;
  try {
    // Checks the signature, and that the timestamp is no older than five minutes.
    event = webhook.verify(body, request.headers as Record<string, string>) as Event;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return response.writeHead(401).end(error.message);
  }
  const id = String(request.headers['webhook-id']);
  // An event can come twice, always under the same id.
  if (!seen.has(id)) {
    seen.add(id);
    process.stdout.write(`${id} ${event.type} ${event.subject}\n`);
  }
  response.writeHead(204).end();
});

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`listening on ${typeof address === 'object' ? address?.port : address}\n`);
});
