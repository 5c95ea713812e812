import { inputSchemaOf, type Tool } from '@rondo/tools/tool.ts';
import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Usage } from './budget.ts';
import type { AssistantSettings } from './settings.ts';

export type ModelMessage = ChatCompletionMessageParam;

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON, if the model got it right. */
  readonly input: string;
}

/** What came of one call of the model. */
export interface ModelTurn {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/** Why the model gave no answer, in words for the user. It holds nothing that the endpoint said: that may quote the key. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly Tool[];
  readonly signal: AbortSignal;
  onText(text: string): void;
  /** Told what the call took, also where it is stopped or breaks off: what was begun has to be paid for. */
  spend(usage: Usage): Promise<void>;
}

/** Calls of tools that a model may make at a time; what is beyond is not looked at. */
const MAXIMUM_CALLS = 20;
const MAXIMUM_OUTPUT = 100_000;

/** A model behind an endpoint that speaks OpenAI's chat completions, streamed. */
export class Model {
  readonly #client: OpenAI;
  readonly #settings: AssistantSettings;

  constructor(settings: AssistantSettings, key: string) {
    this.#settings = settings;
    this.#client = new OpenAI({
      apiKey: key || 'none',
      ...(settings.baseUrl === null ? {} : { baseURL: settings.baseUrl }),
      organization: null,
      project: null,
      maxRetries: 1,
      timeout: settings.stallMs,
      // Its debug log has headers in it.
      logLevel: 'off',
    });
  }

  /** @throws ModelFailure; the signal's reason where it is aborted */
  async turn({ messages, tools, signal, onText, spend }: ModelRequest): Promise<ModelTurn> {
    const stall = new AbortController();
    const timer = setTimeout(() => stall.abort(), this.#settings.stallMs);
    let text = '';
    let finished = false;
    let begun = false;
    const calls = new Map<number, { id: string; name: string; input: string }>();
    let usage: Usage | undefined;
    try {
      const stream = await this.#client.chat.completions.create(
        {
          model: this.#settings.model,
          messages: [...messages],
          tools: tools.map(functionOf),
          stream: true,
          stream_options: { include_usage: true },
        },
        { signal: AbortSignal.any([signal, stall.signal]) },
      );
      begun = true;
      for await (const chunk of stream) {
        timer.refresh();
        if (chunk.usage) {
          usage = { inputTokens: chunk.usage.prompt_tokens, outputTokens: chunk.usage.completion_tokens };
        }
        const choice = chunk.choices?.[0];
        if (!choice) continue;
        finished ||= choice.finish_reason != null;
        if (typeof choice.delta?.content === 'string' && choice.delta.content !== '') {
          text += choice.delta.content;
          onText(choice.delta.content);
        }
        for (const part of choice.delta?.tool_calls ?? []) gather(calls, part);
        if (text.length > MAXIMUM_OUTPUT) break;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw new ModelFailure(stall.signal.aborted ? stalled : reasonOf(error));
    } finally {
      clearTimeout(timer);
      if (begun || signal.aborted) await spend(usage ?? estimate(messages, [...calls.values()], text));
    }
    signal.throwIfAborted();
    // The client ends the stream in silence where it was aborted.
    if (stall.signal.aborted) throw new ModelFailure(stalled);
    if (!finished && text.length <= MAXIMUM_OUTPUT) throw new ModelFailure(brokenOff);
    if (text === '' && calls.size === 0) throw new ModelFailure('The model gave an empty answer.');
    return { text, calls: [...calls.values()] };
  }
}

function gather(
  calls: Map<number, { id: string; name: string; input: string }>,
  part: OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall,
): void {
  const index = typeof part.index === 'number' ? part.index : 0;
  if (index >= MAXIMUM_CALLS) return;
  const call = calls.get(index) ?? { id: `call_${index}`, name: '', input: '' };
  calls.set(index, call);
  if (part.id) call.id = part.id;
  if (part.function?.name) call.name += part.function.name;
  if (part.function?.arguments) call.input += part.function.arguments;
}

const stalled = 'The model did not answer in time.';
const brokenOff = 'The answer of the model broke off.';

function reasonOf(error: unknown): string {
  if (error instanceof OpenAI.APIConnectionTimeoutError) return stalled;
  if (error instanceof OpenAI.APIConnectionError) return 'The model can’t be reached.';
  if (error instanceof OpenAI.APIError && typeof error.status === 'number') {
    if (error.status === 401 || error.status === 403) {
      return 'The model refused this server’s key. Whoever runs the server has to look at OPENAI_API_KEY.';
    }
    if (error.status === 404) return 'There is no such model. Whoever runs the server has to look at OPENAI_MODEL.';
    if (error.status === 429) return 'The model has too much to do, or this server’s credit there is spent.';
    return `The model failed (HTTP ${error.status}).`;
  }
  return 'The model gave an answer that can’t be understood.';
}

/** Where an endpoint doesn't count, or was stopped before it could: a token is some four characters. */
function estimate(messages: readonly ModelMessage[], calls: readonly ToolCall[], text: string): Usage {
  const output = calls.reduce((length, { input }) => length + input.length, text.length);
  return { inputTokens: Math.ceil(JSON.stringify(messages).length / 4), outputTokens: Math.ceil(output / 4) };
}

function functionOf(tool: Tool): OpenAI.Chat.Completions.ChatCompletionTool {
  const { name, description } = tool;
  return { type: 'function', function: { name, description, parameters: inputSchemaOf(tool) } };
}
