import { completeTasks, deleteTasks, rescheduleTasks } from '@rondo/tools/bulk-tools.ts';
import { dueText, quoted } from '@rondo/tools/task-shape.ts';
import { findTasks, quickAddTask } from '@rondo/tools/task-tools.ts';
import type { Tool, ToolContext } from '@rondo/tools/tool.ts';
import { type AnswerScope, toolContext, useTool } from './answer.ts';

/** A task as tools give it. */
interface BriefTask {
  readonly id: string;
  readonly title: string;
  readonly due?: string;
  readonly status: string;
}

const introduction =
  'I am the offline assistant: no language model is set up here, so I understand a few sentences only.';

const help = `You can say:
- add call Ada tomorrow at 5pm #work !high
- list today · list overdue · list #work · find milk
- complete call Ada
- move call Ada to friday 9am
- delete call Ada`;

/** Answers without a model, by what quick add and the filter language understand. */
export async function answerOffline(scope: AnswerScope, text: string): Promise<void> {
  const { writer } = scope;
  const answer = await new Offline(scope).answer(text);
  writer.append(`${answer}\n\n_${introduction}_`);
  await writer.finish();
}

class Offline {
  readonly #scope: AnswerScope;
  readonly #context: ToolContext;

  constructor(scope: AnswerScope) {
    this.#scope = scope;
    this.#context = toolContext(scope);
  }

  answer(given: string): Promise<string> | string {
    const text = given.trim().replace(/[.!?]+$/, '');
    const [, verb = '', rest = ''] = /^(?:please\s+)?(\S+)\s*(.*)$/su.exec(text) ?? [];
    const reminder = /^remind me to\s+(.+)$/isu.exec(text)?.[1];
    if (reminder) return this.#add(reminder);
    switch (verb.toLowerCase()) {
      case 'add':
      case 'new':
      case 'create':
      case 'todo':
        return rest === '' ? help : this.#add(rest.replace(/^(a )?(new )?task:?\s+/iu, ''));
      case 'list':
      case 'show':
      case 'find':
      case 'what':
      case 'what’s':
      case "what's":
        return this.#list(rest);
      case 'complete':
      case 'finish':
      case 'done':
      case 'check':
        return this.#one(rest, (task) => this.#complete(task));
      case 'mark':
        return this.#one(rest.replace(/\s+(as\s+)?(done|complete|completed)$/iu, ''), (task) => this.#complete(task));
      case 'move':
      case 'reschedule':
      case 'postpone': {
        const [, what, when] = /^(.+?)\s+(?:to|until|till)\s+(.+)$/isu.exec(rest) ?? [];
        return what && when ? this.#one(what, (task) => this.#reschedule(task, when)) : help;
      }
      case 'delete':
      case 'remove':
        return this.#one(rest, (task) => this.#delete(task));
      default:
        return help;
    }
  }

  async #add(text: string): Promise<string> {
    const { added } = await this.#use<{ added: BriefTask }>(quickAddTask, { text });
    return `Added ${lineOf(added)}.`;
  }

  async #list(rest: string): Promise<string> {
    const { tasks, total } = await this.#use<{ tasks: BriefTask[]; total: number }>(findTasks, {
      query: queryOf(rest),
      first: 20,
    });
    if (tasks.length === 0) return 'There are no such tasks.';
    const more = total > tasks.length ? `\n… and ${total - tasks.length} more.` : '';
    return `${total === 1 ? 'One task' : `${total} tasks`}:\n${tasks.map((task) => `- ${lineOf(task)}`).join('\n')}${more}`;
  }

  async #complete(task: BriefTask): Promise<string> {
    await this.#use(completeTasks, { ids: [task.id] });
    return `Completed ${quoted(task.title)}.`;
  }

  async #reschedule(task: BriefTask, when: string): Promise<string> {
    const { parseTask } = await this.#context.graph<{
      parseTask: { due: { date: string; time: string | null } | null };
    }>('query ($text: String!) { parseTask(text: $text) { due { date time } } }', {
      text: `task ${when}`.slice(0, 1_000),
    });
    const { due } = parseTask;
    if (!due) return `I don’t understand “${when.slice(0, 100)}” as a time. Say for example: tomorrow at 5pm.`;
    const to = { date: due.date, ...(due.time ? { time: due.time } : {}) };
    await this.#use(rescheduleTasks, { ids: [task.id], due: to });
    return `Moved ${quoted(task.title)} to ${dueText(due)}.`;
  }

  async #delete(task: BriefTask): Promise<string> {
    await this.#use(deleteTasks, { ids: [task.id] });
    return `Delete ${quoted(task.title)}? Nothing is done before you accept it.`;
  }

  /** What is said of one task, found by words of its title. */
  async #one(words: string, act: (task: BriefTask) => Promise<string>): Promise<string> {
    const wanted = words
      .replace(/^(the )?task\s+/iu, '')
      .replace(/^["“](.*)["”]$/u, '$1')
      .trim();
    if (wanted === '') return help;
    const phrase = `"${wanted.replaceAll('"', ' ').replaceAll('\\', ' ')}"`;
    const { tasks } = await this.#use<{ tasks: BriefTask[] }>(findTasks, {
      query: `${phrase} (status:open OR status:in_progress)`,
      first: 10,
    });
    const exact = tasks.filter(({ title }) => title.toLowerCase() === wanted.toLowerCase());
    const [task, ...others] = exact.length > 0 ? exact : tasks;
    if (!task) return `There is no open task with ${quoted(wanted)}.`;
    if (others.length === 0) return act(task);
    return `Which one? Say more of its title.\n${[task, ...others].map((each) => `- ${lineOf(each)}`).join('\n')}`;
  }

  async #use<Result>(tool: Tool, input: object): Promise<Result> {
    const { isError, text } = await useTool(tool, this.#scope, this.#context, input);
    const result = JSON.parse(text);
    if (isError) throw new OfflineRefusal(result.error.message);
    return result;
  }
}

/** What the graph refused, to be told to the user. */
export class OfflineRefusal extends Error {
  override readonly name = 'OfflineRefusal';
}

function queryOf(rest: string): string {
  const words = rest
    .toLowerCase()
    .replace(/^(is|are)\s+/u, '')
    .replace(/\b(me|my|all|open|the|tasks?|due|for)\b/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const days: Readonly<Record<string, string>> = {
    today: '(due:today OR due:overdue)',
    tomorrow: 'due:tomorrow',
    overdue: 'due:overdue',
    late: 'due:overdue',
    'this week': 'due<7d',
  };
  const open = '(status:open OR status:in_progress)';
  return words === '' ? open : `${days[words] ?? words} ${open}`;
}

function lineOf({ title, due }: BriefTask): string {
  return due ? `${quoted(title)} (due ${due})` : quoted(title);
}
