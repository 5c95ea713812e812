import type { ServiceContext } from '@rondo/platform/service.ts';
import { executeOperation } from '@rondo/schema/methods/gateway.ts';
import { tools, toolsByName } from '@rondo/tools/catalogue.ts';
import { graphOver } from '@rondo/tools/graph.ts';
import { runTool, type Tool, type ToolContext, type ToolResult } from '@rondo/tools/tool.ts';
import { noteDone, proposeAction } from './action.ts';
import type { Budget } from './budget.ts';
import type { Model, ModelMessage, ToolCall } from './model.ts';
import type { ToldMessage } from './prompt.ts';
import { historyOf, systemPrompt } from './prompt.ts';
import { summaryOf } from './summary.ts';
import type { Writer } from './writer.ts';

/** Times that the model is called for one answer. */
const MAXIMUM_ROUNDS = 12;

export interface AnswerScope {
  /** On behalf of the user, with the assistant as actor. */
  readonly assistant: ServiceContext;
  readonly messageId: string;
  readonly writer: Writer;
  readonly signal: AbortSignal;
  readonly now: Date;
}

/** Answers by a model, which may use tools for it. @throws ModelFailure, and what the tools' fault is ours */
export async function answerByModel(
  scope: AnswerScope,
  told: readonly ToldMessage[],
  { model, budget }: { model: Model; budget: Budget },
): Promise<void> {
  const { assistant, writer, signal, now } = scope;
  const { userId, timeZone, scopes } = assistant.principal;
  const context = toolContext(scope);
  const allowed = tools.filter((tool) => scopes.includes(tool.scope));
  const messages: ModelMessage[] = [
    { role: 'system', content: systemPrompt({ now, timeZone }) },
    ...historyOf(told, now),
  ];
  for (let round = 1; ; round++) {
    const turn = await model.turn({
      ...{ messages, tools: allowed, signal },
      onText: (text) => writer.append(text),
      spend: (usage) => budget.spend(userId, now, usage),
    });
    if (turn.calls.length === 0) return writer.finish();
    if (round === MAXIMUM_ROUNDS) {
      return writer.finish(`(Stopped after ${MAXIMUM_ROUNDS} steps. Tell me to go on if you want me to.)`);
    }
    if (await budget.isSpent(userId, now)) {
      return writer.finish(
        '(Stopped: what you may spend on the assistant today is spent. It starts anew at midnight UTC.)',
      );
    }
    messages.push({
      role: 'assistant',
      content: turn.text || null,
      tool_calls: turn.calls.map(({ id, name, input }) => ({
        id,
        type: 'function',
        function: { name, arguments: input },
      })),
    });
    for (const call of turn.calls) {
      signal.throwIfAborted();
      messages.push({ role: 'tool', tool_call_id: call.id, content: await answerCall(call, scope, context) });
    }
    writer.paragraph();
  }
}

/** What tools work with on behalf of the user: the whole graph, by the gateway. */
export function toolContext({ assistant, messageId, writer, now }: AnswerScope): ToolContext {
  const { timeZone, scopes } = assistant.principal;
  return {
    graph: graphOver((query, variables) =>
      assistant.invoke(executeOperation, { query, variables: JSON.parse(JSON.stringify(variables)) }),
    ),
    scopes,
    timeZone,
    now,
    touched: new Set(),
    async propose(proposal) {
      await writer.write((operation) => void proposeAction(operation, messageId, proposal));
      return 'Nothing is done yet: the user is shown this change and decides on it. Tell them so, and go on without waiting.';
    },
  };
}

async function answerCall(call: ToolCall, scope: AnswerScope, context: ToolContext): Promise<string> {
  const tool = toolsByName.get(call.name);
  if (!tool)
    return refusal(`There is no tool ${call.name.slice(0, 60)}. There are ${[...toolsByName.keys()].join(', ')}.`);
  let input: unknown;
  try {
    input = JSON.parse(call.input || '{}');
  } catch {
    return refusal('The arguments were no JSON. Send one JSON object as the schema says.');
  }
  return (await useTool(tool, scope, context, input)).text;
}

/** Runs a tool, and notes under the answer what it did. */
export async function useTool(
  tool: Tool,
  { messageId, writer }: AnswerScope,
  context: ToolContext,
  input: unknown,
): Promise<ToolResult> {
  let isProposed = false;
  const result = await runTool(
    tool,
    {
      ...context,
      propose: (proposal) => {
        isProposed = true;
        return context.propose(proposal);
      },
    },
    input,
  );
  if (!tool.isReadOnly && !result.isError && !isProposed) {
    const summary = summaryOf(tool, result.text);
    await writer.write((operation) => void noteDone(operation, messageId, { tool: tool.name, summary }));
  }
  return result;
}

function refusal(message: string): string {
  return JSON.stringify({ error: { code: 'BAD_USER_INPUT', message } });
}
