import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { ownOperation } from './operation.ts';

/** Operations go to the page's own address; subscriptions to the same over WebSocket. The headers editor counts more. */
export function createFetcher(token: string | null): Fetcher {
  const url = new URL('/graphql', location.href);
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const wsUrl = new URL(url);
  wsUrl.protocol = wsUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  return (given, options = {}) => {
    const { params, document } = ownOperation(given);
    const headers = { ...authorization, ...lowerCased(options.headers) };
    const fetcher = createGraphiQLFetcher({
      url: url.href,
      headers,
      wsClient: createClient({ url: wsUrl.href, connectionParams: headers, lazyCloseTimeout: 1_000 }),
    });
    return fetcher(params, { ...options, headers, ...(document ? { documentAST: document } : {}) });
  };
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
