// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a part is checked by what it expects of it.
type Part = any;

export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** A response that comes bit by bit, as it has come so far. */
export class HttpStream implements Disposable {
  readonly response: Response;
  /** Resolves at the end of the response. */
  readonly ended: Promise<void>;
  text = '';
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.ended = this.#read().catch(() => {});
  }

  static async open(
    url: string,
    { headers, body }: { headers: Record<string, string>; body?: object },
  ): Promise<HttpStream> {
    const abort = new AbortController();
    const given = body
      ? { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
      : { headers };
    return new HttpStream(await fetch(url, { ...given, signal: abort.signal }), abort);
  }

  /** As HTML §9.2.6 reads them; comments are left out. */
  get events(): ServerSentEvent[] {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => block.split('\n').filter((line) => !line.startsWith(':')))
      .filter((lines) => lines.length > 0)
      .map((lines) => {
        const field = (name: string) =>
          lines
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .replace(/^ /, '');
        return { event: field('event') ?? 'message', data: field('data') ?? '', id: field('id') };
      });
  }

  get parts(): Part[] {
    return this.text
      .split('--graphql')
      .map((part) => part.split('\r\n\r\n')[1])
      .flatMap((json) => (json?.trim() ? [JSON.parse(json)] : []));
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk, { stream: true });
  }
}
