import { expect, it } from 'vitest';
import { graphOver } from './graph.ts';
import { addTask } from './task-tools.ts';
import { runTool, type ToolContext } from './tool.ts';

/** What a model is told where the graph answers so. */
async function told(input: object, answer: { message: string; argument?: string }): Promise<unknown> {
  const { message, argument } = answer;
  const graph = graphOver(async () => ({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT', argument } }] }));
  const context: ToolContext = {
    ...{ graph, scopes: ['TASKS_WRITE'], timeZone: 'UTC', now: new Date(), touched: new Set() },
    propose: () => Promise.reject(new Error('Expected nothing to be proposed.')),
  };
  return JSON.parse((await runTool(addTask, context, input)).text).error;
}

it.each([
  ['input.title', 'title'],
  ['input.tagNames.0', 'tags.0'],
  ['input.recurrence.rule', 'rule'],
  ['recurrence.rule', 'rule'],
  ['expectedVersion', 'expectedVersion'],
])('a refusal names the argument of the tool: %s is %s', async (argument, expected) => {
  const error = await told({ title: 'x' }, { message: 'Expected more.', argument });
  expect(error).toEqual({ code: 'BAD_USER_INPUT', message: 'Expected more.', argument: expected });
});

it('a refusal says nothing of variables, which a model has never heard of', async () => {
  const message = 'Variable "$input" got an invalid value at "due.time": Expected a wall-clock time, got "25:00:00".';
  const error = await told({ title: 'x' }, { message, argument: 'input.due.time' });
  expect(error).toMatchObject({ message: 'Expected a wall-clock time, got "25:00:00".', argument: 'due.time' });
});

it('input that is not as the schema says is refused in a sentence with its argument, all faults at once', async () => {
  const error = await told({ title: '', due: { date: '2030-02-30' }, colour: 'red' }, { message: '' });
  expect(error).toEqual({
    code: 'BAD_USER_INPUT',
    argument: 'title',
    message: expect.stringMatching(/^title: Too small.*; due\.date: Invalid ISO date; Unrecognized key: "colour"$/),
  });
});
