import type { ErrorCode } from '@rondo/schema/errors.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Executes an operation on the graph as the user that the agent works for. @throws ToolError with what the graph said */
export type Graph = <Data>(query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;

export interface GraphAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** A refusal that says what to do about it: it goes to the model as it is. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: string;
  /** Of the tool's input, where the graph named one. */
  readonly argument: string | undefined;

  constructor(code: ErrorCode, message: string, argument?: string) {
    super(message);
    this.code = code;
    this.argument = argument;
  }
}

/** A graph over something that answers operations. */
export function graphOver(execute: (query: string, variables: Record<string, unknown>) => Promise<GraphAnswer>): Graph {
  return async <Data>(query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const { data, errors } = await execute(query, { ...variables });
    const [error] = errors ?? [];
    if (error) {
      const { code, argument } = error.extensions ?? {};
      throw new ToolError(
        typeof code === 'string' ? (code as ErrorCode) : 'INTERNAL',
        // How the operation was called is nothing to a model, which sees the tool alone.
        error.message.replace(/^Variable "\$\w+" got an invalid value(?: at "[^"]*")?[:;] */, ''),
        typeof argument === 'string' ? toolArgument(argument) : undefined,
      );
    }
    return data as Data;
  };
}

/** What tools call what the graph calls so. */
function toolArgument(argument: string): string {
  return argument
    .replace(/^input\./, '')
    .replace(/^tagNames\b/, 'tags')
    .replace(/^recurrence\.(?=rule|mode|missed)/, '');
}
