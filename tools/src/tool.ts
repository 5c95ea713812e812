import type { BoundTaskChange } from '@rondo/schema/methods/task-changes.ts';
import type { Scope } from '@rondo/schema/scopes.ts';
import { z } from 'zod';
import { type Graph, ToolError } from './graph.ts';

/** What a person must agree to before it is done. */
export interface Proposal {
  readonly tool: string;
  /** The change as a diff, a line each. */
  readonly summary: string;
  /** Bound to the versions that the summary shows. */
  readonly changes: BoundTaskChange[];
}

/** What tools work with: the graph as their user, and a way to ask that user. */
export interface ToolContext {
  readonly graph: Graph;
  readonly scopes: readonly Scope[];
  /** The user's. */
  readonly timeZone: string;
  readonly now: Date;
  /** Ids of the tasks that this agent has changed so far without asking, in the work that the user asked for at a time. */
  readonly touched: Set<string>;
  /** Puts a change before the user. Returns what the model is to be told of it. */
  propose(proposal: Proposal): Promise<string>;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  /** For the model: what it does, and when to use it. */
  readonly description: string;
  readonly input: z.ZodObject;
  /** Changes nothing. */
  readonly isReadOnly: boolean;
  /** Can take something away; it only proposes to. */
  readonly isDestructive: boolean;
  /** The same call again does no more. */
  readonly isIdempotent: boolean;
  readonly scope: Scope;
  run(context: ToolContext, input: unknown): Promise<unknown>;
}

export function defineTool<Shape extends z.ZodRawShape>(
  definition: Omit<Tool, 'input' | 'run' | 'isDestructive' | 'isIdempotent' | 'isReadOnly'> &
    Partial<Pick<Tool, 'isDestructive' | 'isIdempotent' | 'isReadOnly'>> & {
      readonly input: z.ZodObject<Shape>;
      run(context: ToolContext, input: z.infer<z.ZodObject<Shape>>): Promise<unknown>;
    },
): Tool {
  const { input, run } = definition;
  return {
    isReadOnly: false,
    isDestructive: false,
    isIdempotent: false,
    ...definition,
    run: (context, given) => run(context, input.parse(given) as z.infer<z.ZodObject<Shape>>),
  };
}

export interface ToolResult {
  readonly isError: boolean;
  /** JSON. */
  readonly text: string;
}

/** More than a model can make use of. */
const MAXIMUM_RESULT = 60_000;

/**
 * Runs a tool on an input that a model made up: whatever is wrong with it comes back as something that the model can act on. Rejects
 * only where the fault is ours.
 */
export async function runTool(tool: Tool, context: ToolContext, input: unknown): Promise<ToolResult> {
  try {
    if (!context.scopes.includes(tool.scope)) {
      throw new ToolError(
        'FORBIDDEN',
        `${tool.name} needs a token with ${tool.scope}. The user can make one in the settings.`,
      );
    }
    const text = JSON.stringify(await tool.run(context, input));
    return { isError: false, text: text.length > MAXIMUM_RESULT ? tooLong(text) : text };
  } catch (error) {
    if (error instanceof z.ZodError) {
      const faults = error.issues.map(({ path, message }) =>
        path.length > 0 ? `${path.join('.')}: ${message}` : message,
      );
      return refusal('BAD_USER_INPUT', faults.join('; '), error.issues[0]?.path.join('.'));
    }
    if (error instanceof ToolError) return refusal(error.code, error.message, error.argument);
    throw error;
  }
}

function refusal(code: string, message: string, argument?: string): ToolResult {
  return { isError: true, text: JSON.stringify({ error: { code, message, ...(argument ? { argument } : {}) } }) };
}

function tooLong(text: string): string {
  return JSON.stringify({ cut: text.slice(0, MAXIMUM_RESULT), note: 'Cut off: ask for fewer at a time.' });
}

/** The tool's input as JSON Schema, which both MCP and the OpenAI protocol take. */
export function inputSchemaOf(tool: Tool): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: 'input' });
  return schema;
}
