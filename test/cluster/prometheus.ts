import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a query over the metrics of an operation finds: one value, or nothing. */
export type Answer = (query: string) => number | null;

/** Speaks Prometheus' HTTP API as far as an analysis asks it. */
export class FakePrometheus implements AsyncDisposable {
  /** May be another at any time. */
  answer: Answer = () => null;
  readonly queries: string[] = [];
  readonly #server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://prometheus');
      const form = new URLSearchParams(await text(request));
      const query = form.get('query') ?? searchParams.get('query') ?? '';
      if (pathname !== '/api/v1/query' || !query) return response.writeHead(404).end();
      this.queries.push(query);
      const value = this.answer(query);
      const result = value === null ? [] : [{ metric: {}, value: [Date.now() / 1_000, String(value)] }];
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    })();
  });

  static async start(): Promise<FakePrometheus> {
    const prometheus = new FakePrometheus();
    prometheus.#server.listen(0, '127.0.0.1');
    await once(prometheus.#server, 'listening');
    return prometheus;
  }

  get url(): string {
    const address = this.#server.address();
    if (!address || typeof address === 'string') throw new Error('It does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
