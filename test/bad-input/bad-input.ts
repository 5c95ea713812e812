import type { ErrorCode } from '@rondo/schema/errors.ts';
import { expect } from 'vitest';
import { ApiClient } from '../client.ts';
import { everything } from '../everything.ts';
import { RondoProcess } from '../rondo-process.ts';

export interface Refusal {
  code: keyof typeof ErrorCode;
  argument?: string;
  message: RegExp;
  position?: number;
}

/** Of the user: a task with a due, its subtask, a repeating one, a tag, a reminder. */
interface Own {
  readonly task: string;
  readonly subtask: string;
  readonly repeating: string;
  readonly tag: string;
  readonly reminder: string;
}

/**
 * What Rondo refuses, through the gateway, as in production: a code, the argument to blame, what was expected; and nothing has
 * changed.
 */
export class BadInput implements AsyncDisposable {
  readonly rondo: RondoProcess;
  readonly user: ApiClient;
  readonly own: Own;
  /** Codes that something was refused with. */
  readonly seen = new Set<string>();

  private constructor(rondo: RondoProcess, user: ApiClient, own: Own) {
    this.rondo = rondo;
    this.user = user;
    this.own = own;
  }

  static async start(): Promise<BadInput> {
    await using stack = new AsyncDisposableStack();
    const rondo = stack.use(await RondoProcess.start({ NODE_ENV: 'production' }));
    const user = await ApiClient.signUp(rondo.url, { timeZone: 'Europe/Paris' });
    const own = await makeOwn(user);
    stack.move();
    return new BadInput(rondo, user, own);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.rondo[Symbol.asyncDispose]();
  }

  async expectRefusal(query: string, variables: object, { code, argument, message, position }: Refusal): Promise<void> {
    const before = await this.user.data(everything);
    const error = await this.user.error(query, variables);
    expect(error.extensions.code).toBe(code);
    expect(error.extensions.argument).toBe(argument);
    if (position !== undefined) expect(error.extensions.position).toBe(position);
    expect(error.message).toMatch(message);
    expect(await this.user.data(everything)).toEqual(before);
    this.seen.add(code);
  }
}

async function makeOwn(user: ApiClient): Promise<Own> {
  const create = async (input: object) =>
    (
      await user.data('mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id tags { id } } } }', {
        input,
      })
    ).createTask.task;
  const task = await create({ title: 'Task', due: { date: '2027-01-04' }, tagNames: ['home'] });
  const subtask = await create({ title: 'Subtask', parentId: task.id });
  const repeating = await create({ title: 'Again', due: { date: '2027-01-04' }, recurrence: { rule: 'FREQ=DAILY' } });
  const { addReminder } = await user.data(
    'mutation ($id: ID!) { addReminder(taskId: $id, reminder: { before: "PT15M" }) { id } }',
    { id: task.id },
  );
  return {
    ...{ task: task.id, subtask: subtask.id, repeating: repeating.id, tag: task.tags[0].id },
    reminder: addReminder.id,
  };
}

/**
 * Milliseconds of the quickest of ten calls, or of more where none is below `limit`: other processes may take their time in between, this
 * one may not.
 */
export async function quickest(call: () => Promise<unknown>, limit: number): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let calls = 1; calls <= 10 || (calls <= 100 && quickest >= limit); calls++) {
    const began = performance.now();
    await call();
    quickest = Math.min(quickest, performance.now() - began);
  }
  return quickest;
}
