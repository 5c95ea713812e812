import { quoted } from '@rondo/tools/task-shape.ts';
import type { Tool } from '@rondo/tools/tool.ts';

interface Titled {
  readonly title: string;
}

/** What a tool did, for the user to read, by what it answered. */
export function summaryOf(tool: Tool, result: string): string {
  const { added, updated, completed } = JSON.parse(result) as Record<string, Titled | Titled[] | undefined>;
  const done = added ?? updated ?? completed;
  const titles = [done ?? []].flat().map(({ title }) => quoted(title));
  const sign = added ? '+' : '~';
  const verb = completed ? ': COMPLETED' : '';
  return [tool.title, ...titles.map((title) => `${sign} ${title}${verb}`)].join('\n');
}
