import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { InitializeResultSchema, isJSONRPCRequest, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** JSON-RPC 2.0 §5.1: from -32000 to -32099 errors are a server's own. */
const UNREACHABLE = -32_000;

/**
 * Passes messages between a client and a server over HTTP, both ways, as they are. A request that the server can't be reached for is
 * answered with why. Returns what ends it.
 */
export async function bridge(client: Transport, url: URL, token: string): Promise<() => Promise<void>> {
  const server = new StreamableHTTPClientTransport(url, {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const close = async () => {
    await server.close();
    await client.close();
  };
  server.onmessage = (message: JSONRPCMessage) => {
    const begun = 'result' in message ? InitializeResultSchema.safeParse(message.result) : null;
    if (begun?.success) server.setProtocolVersion?.(begun.data.protocolVersion);
    void client.send(message);
  };
  client.onmessage = (message: JSONRPCMessage) => {
    server.send(message).catch((error: unknown) => {
      if (!isJSONRPCRequest(message)) return;
      void client.send({ jsonrpc: '2.0', id: message.id, error: { code: UNREACHABLE, message: reasonOf(error, url) } });
    });
  };
  client.onclose = () => void server.close();
  await server.start();
  await client.start();
  return close;
}

function reasonOf(error: unknown, { origin }: URL): string {
  const status = error instanceof StreamableHTTPError ? error.code : undefined;
  if (status === 401)
    return `Rondo at ${origin} does not know the token in RONDO_TOKEN: it is wrong, expired or revoked.`;
  if (status !== undefined && status > 0) return `Rondo at ${origin} refused the message (HTTP ${status}).`;
  return `Rondo at ${origin} can't be reached.`;
}
