import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the assistant asked the model. */
export interface ModelRequest {
  readonly authorization: string | undefined;
  readonly model: string;
  readonly messages: readonly { role: string; content: string | null; tool_call_id?: string }[];
  readonly tools: readonly { function: { name: string; parameters: object } }[];
}

/** One step of a model's answer. */
export type ModelStep =
  | { readonly text: string }
  | { readonly call: string; readonly input: unknown }
  /** A call whose arguments are as they stand. */
  | { readonly call: string; readonly raw: string }
  | { readonly usage: number }
  /** A line of the stream, as it stands. */
  | { readonly line: string }
  | { readonly status: number; readonly body: string }
  | { readonly waitFor: Promise<void> }
  /** The connection breaks. */
  | { readonly cut: true };

export type ModelScript = (request: ModelRequest) => readonly ModelStep[] | Promise<readonly ModelStep[]>;

/** A server that speaks OpenAI's chat completions, streamed, and says what a test has it say. */
export class ModelServer implements AsyncDisposable {
  readonly requests: ModelRequest[] = [];
  script: ModelScript = () => [{ text: 'Hello.' }];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ModelServer> {
    const server = createServer();
    const model = new ModelServer(server);
    server.on('request', (request, response) => {
      model.#answer(request, response).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  get last(): ModelRequest {
    const request = this.requests.at(-1);
    if (!request) throw new Error('The model was not asked.');
    return request;
  }

  /** Says one thing a round, in turn; after the last, that one again. */
  say(...rounds: readonly (readonly ModelStep[])[]): void {
    let round = 0;
    this.script = () => rounds[Math.min(round++, rounds.length - 1)] ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    const request = { ...JSON.parse(body), authorization: incoming.headers.authorization } as ModelRequest;
    this.requests.push(request);
    let calls = 0;
    let isBegun = false;
    const begin = () => {
      if (!isBegun) response.writeHead(200, { 'content-type': 'text/event-stream' });
      isBegun = true;
    };
    const send = (delta: object, finish: string | null = null, more: object = {}) => {
      begin();
      const choices = [{ index: 0, delta, finish_reason: finish }];
      const chunk = { id: 'c', object: 'chat.completion.chunk', created: 0, model: request.model, choices, ...more };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    for (const step of await this.script(request)) {
      if ('text' in step) send({ content: step.text });
      if ('call' in step) {
        const text = 'raw' in step ? step.raw : JSON.stringify(step.input);
        const index = calls++;
        const half = Math.floor(text.length / 2);
        // As real ones do: the name first, the arguments in pieces.
        send({
          tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: step.call, arguments: '' } }],
        });
        send({ tool_calls: [{ index, function: { arguments: text.slice(0, half) } }] });
        send({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] });
      }
      if ('usage' in step) {
        send({}, null, { usage: { prompt_tokens: step.usage, completion_tokens: 0, total_tokens: step.usage } });
      }
      if ('waitFor' in step) {
        begin();
        response.flushHeaders();
        await step.waitFor;
      }
      if ('line' in step) {
        begin();
        response.write(`${step.line}\n\n`);
      }
      if ('status' in step) {
        response.writeHead(step.status, { 'content-type': 'application/json' }).end(step.body);
        return;
      }
      if ('cut' in step) {
        response.destroy();
        return;
      }
    }
    send({}, calls > 0 ? 'tool_calls' : 'stop');
    response.end('data: [DONE]\n\n');
  }
}
