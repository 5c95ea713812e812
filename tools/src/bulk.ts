import type { BoundTaskChange, TaskPatch } from '@rondo/schema/methods/task-changes.ts';
import type { DueArgument } from './inputs.ts';
import { dueInput } from './inputs.ts';
import { dueText, quoted, type ShownTask } from './task-shape.ts';
import type { ToolContext } from './tool.ts';

/** More than this many tasks are not changed without a yes. */
const FREE_CHANGES = 10;

/** Whether changing these, on top of what was changed before, is more than is done without asking. Where it is not, they count as changed. */
export function needsAgreement({ touched }: ToolContext, ids: readonly string[]): boolean {
  const all = new Set([...touched, ...ids]);
  if (all.size > FREE_CHANGES) return true;
  for (const id of ids) touched.add(id);
  return false;
}

/** One task's part of a proposal: the change, and the line that tells of it. */
export interface ProposedChange {
  readonly change: BoundTaskChange;
  readonly line: string;
}

export function deletion(task: ShownTask): ProposedChange {
  const details = [task.due && `due ${dueText(task.due)}`, ...task.tags.map(({ name }) => `#${name}`)].filter(Boolean);
  const open = task.subtasks.map(({ title }) => quoted(title));
  const along =
    open.length > 0
      ? ` and its ${open.length} subtasks: ${open.slice(0, 5).join(', ')}${open.length > 5 ? ' …' : ''}`
      : '';
  return {
    change: { id: task.id, version: task.version, change: { kind: 'DELETE' } },
    line: `- ${quoted(task.title)}${details.length > 0 ? ` (${details.join(', ')})` : ''}${along}`,
  };
}

export function completion(task: ShownTask): ProposedChange {
  return {
    change: { id: task.id, version: task.version, change: { kind: 'COMPLETE' } },
    line: `~ ${quoted(task.title)}: ${task.status} → COMPLETED`,
  };
}

/** What is to be different; what is absent stays. */
export interface Patch {
  readonly title?: string;
  readonly description?: string;
  readonly priority?: (typeof priorities)[number];
  readonly status?: (typeof statuses)[number];
  /** Null: no longer due. */
  readonly due?: DueArgument | null;
  readonly addTags?: readonly Tag[];
  readonly removeTags?: readonly Tag[];
}

interface Tag {
  readonly id: string;
  readonly name: string;
}

export const priorities = ['HIGH', 'MEDIUM', 'LOW', 'NONE'] as const;
export const statuses = ['OPEN', 'IN_PROGRESS', 'CANCELLED'] as const;

export function update(task: ShownTask, patch: Patch): ProposedChange {
  const tags = tagsAfter(task, patch);
  const input: TaskPatch = {
    ...(patch.title === undefined ? {} : { title: patch.title }),
    ...(patch.description === undefined ? {} : { description: patch.description }),
    ...(patch.priority ? { priority: patch.priority } : {}),
    ...(patch.status ? { status: patch.status } : {}),
    ...(patch.due === undefined ? {} : { due: patch.due && dueInput(patch.due) }),
    ...(tags ? { tagIds: tags.map(({ id }) => id) } : {}),
  };
  const steps = [
    step('title', quoted(task.title), patch.title === undefined ? undefined : quoted(patch.title)),
    step(
      'description',
      quoted(task.description),
      patch.description === undefined ? undefined : quoted(patch.description),
    ),
    step('priority', task.priority, patch.priority),
    step('status', task.status, patch.status),
    patch.due === undefined
      ? null
      : step('due', task.due ? dueText(task.due) : 'none', patch.due ? dueText(patch.due) : 'none'),
    tags && step('tags', namesOf(task.tags), namesOf(tags)),
  ].filter((line) => line !== null);
  return {
    change: { id: task.id, version: task.version, change: { kind: 'UPDATE', input } },
    line: `~ ${quoted(task.title)}: ${steps.join('; ') || 'stays as it is'}`,
  };
}

function step(field: string, from: string, to: string | undefined): string | null {
  return to === undefined || to === from ? null : `${field} ${from} → ${to}`;
}

function namesOf(tags: readonly Tag[]): string {
  return tags.map(({ name }) => `#${name}`).join(' ') || 'none';
}

/** Tags are added and removed, never replaced: what a model has not heard of stays. */
function tagsAfter({ tags }: ShownTask, { addTags = [], removeTags = [] }: Patch): readonly Tag[] | null {
  if (addTags.length === 0 && removeTags.length === 0) return null;
  const removed = new Set(removeTags.map(({ id }) => id));
  const present = new Set(tags.map(({ id }) => id));
  return [...tags.filter(({ id }) => !removed.has(id)), ...addTags.filter(({ id }) => !present.has(id))];
}

/** Puts the changes before the user. */
export async function propose(
  context: ToolContext,
  tool: string,
  heading: string,
  proposed: readonly ProposedChange[],
): Promise<{ status: string; note: string }> {
  const summary = [heading, ...proposed.map(({ line }) => line)].join('\n');
  const note = await context.propose({ tool, summary, changes: proposed.map(({ change }) => change) });
  return { status: 'NEEDS_CONFIRMATION', note };
}

export const count = (number: number): string => `${number} ${number === 1 ? 'task' : 'tasks'}`;
