import { ToolError } from './graph.ts';
import { findTasks, getTask } from './task-tools.ts';
import { runTool, type Tool, type ToolContext } from './tool.ts';

export const TODAY_URI = 'rondo://today';
const taskUri = /^rondo:\/\/task\/(task_[0-9a-z]+)$/;
const mimeType = 'application/json';

export const resources = [
  {
    uri: TODAY_URI,
    name: 'today',
    title: 'Today',
    description: 'Open tasks that are due today or overdue, the earliest first.',
    mimeType,
  },
] as const;

export const resourceTemplates = [
  {
    uriTemplate: 'rondo://task/{id}',
    name: 'task',
    title: 'A task',
    description: 'One task with everything about it. Example: rondo://task/task_01k3v6y8z9f4q8r2s5t7w1x3yz',
    mimeType,
  },
] as const;

/** @throws ToolError NOT_FOUND, FORBIDDEN */
export async function readResource(context: ToolContext, uri: string) {
  if (uri === TODAY_URI) return contents(uri, await use(context, findTasks, { query: dueToday, first: 50 }));
  const [, id] = taskUri.exec(uri) ?? [];
  if (!id)
    throw new ToolError(
      'NOT_FOUND',
      `There is no resource ${uri.slice(0, 100)}. Expected ${TODAY_URI} or rondo://task/<id>.`,
    );
  return contents(uri, await use(context, getTask, { id }));
}

const dueToday = '(status:open OR status:in_progress) (due:today OR due:overdue)';

function contents(uri: string, text: string) {
  return { uri, mimeType, text };
}

async function use(context: ToolContext, tool: Tool, input: object): Promise<string> {
  const { isError, text } = await runTool(tool, context, input);
  if (!isError) return text;
  const { error } = JSON.parse(text);
  throw new ToolError(error.code, error.message);
}
