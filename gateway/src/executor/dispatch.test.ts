import { OperationTypeNode } from 'graphql';
import { expect, test } from 'vitest';
import type { RequestContext, SubgraphRequest, SubgraphResult } from '../sources/source.ts';
import { Dispatch, type FetchOutcome, type FetchStart, InFlight } from './dispatch.ts';
import { RequestTemplate } from './request-template.ts';

interface Answer {
  readonly request: SubgraphRequest;
  readonly answer: (result: SubgraphResult) => void;
  readonly fail: (error: Error) => void;
  readonly wasCancelled: () => boolean;
}

function setUp({ timeoutMs = 60_000 } = {}) {
  const calls: Answer[] = [];
  const observed: { start: FetchStart; outcome?: FetchOutcome }[] = [];
  const dispatch = new Dispatch({
    timeoutMs,
    sourceOf: () => ({
      execute: (request) =>
        new Promise((answer, fail) => {
          let cancelled = false;
          request.cancellation.listen(() => {
            cancelled = true;
          });
          calls.push({ request, answer, fail, wasCancelled: () => cancelled });
        }),
    }),
    onFetch: (start) => {
      const entry: { start: FetchStart; outcome?: FetchOutcome } = { start };
      observed.push(entry);
      return (outcome) => {
        entry.outcome = outcome;
      };
    },
  });
  return { dispatch, calls, observed };
}

/** As a promise. */
const send = (
  dispatch: Dispatch,
  template: RequestTemplate,
  variables: string,
  context: RequestContext,
  inFlight?: InFlight,
) =>
  new Promise<SubgraphResult>((resolve, reject) => {
    void dispatch.send(template, variables, 3, context, inFlight, {
      receive(result) {
        resolve(result);
        return undefined;
      },
      fail: reject,
    });
  });

const template = (kind = OperationTypeNode.QUERY, query = '{ a }') =>
  new RequestTemplate({ subgraph: 's', kind, query, operationName: undefined });

const ada: RequestContext = { principalKey: 'ada' };
const bob: RequestContext = { principalKey: 'bob' };

test('identical queries of one principal share a call while it is in flight, and nothing of its answer', async () => {
  const { dispatch, calls, observed } = setUp();
  const first = send(dispatch, template(), '{}', ada);
  const second = send(dispatch, template(), '{}', ada);
  expect(calls).toHaveLength(1);
  calls[0]?.answer({ data: { list: [{ a: 1 }] } });
  const [one, two] = await Promise.all([first, second]);
  expect(two).toEqual(one);
  expect(two.data?.list).not.toBe(one.data?.list);
  void send(dispatch, template(), '{}', ada);
  expect(calls).toHaveLength(2);
  expect(observed.map(({ outcome }) => outcome)).toEqual(['ok', undefined]);
});

test('other principals, variables, queries and every mutation have calls of their own', () => {
  const { dispatch, calls } = setUp();
  const mutation = template(OperationTypeNode.MUTATION);
  for (const [kind, variables, context] of [
    [template(), '{}', ada],
    [template(), '{}', bob],
    [template(), '{}', {}],
    [template(), '{}', {}],
    [template(), '{"a":1}', ada],
    [template(OperationTypeNode.QUERY, '{ b }'), '{}', ada],
    [mutation, '{}', ada],
    [mutation, '{}', ada],
  ] as const)
    void send(dispatch, kind, variables, context);
  expect(calls).toHaveLength(8);
});

test('what is fetched after a mutation is not an answer from before it', () => {
  const { dispatch, calls } = setUp();
  void send(dispatch, template(), '{}', ada);
  dispatch.stopSharing('ada');
  void send(dispatch, template(), '{}', ada);
  expect(calls).toHaveLength(2);
});

test('a call is cancelled when the last of those who share it has left', async () => {
  const { dispatch, calls, observed } = setUp();
  const [one, two] = [new InFlight(), new InFlight()];
  const first = send(dispatch, template(), '{}', ada, one);
  const second = send(dispatch, template(), '{}', ada, two);
  one.cancel();
  await expect(first).rejects.toThrow('cancelled');
  expect(calls[0]?.wasCancelled()).toBe(false);
  two.cancel();
  await expect(second).rejects.toThrow('cancelled');
  expect(calls[0]?.wasCancelled()).toBe(true);
  expect(observed[0]?.outcome).toBe('cancelled');
});

test('a subgraph that does not answer in time is unavailable, and its call cancelled', async () => {
  const { dispatch, calls, observed } = setUp({ timeoutMs: 20 });
  await expect(send(dispatch, template(), '{}', ada)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 's did not answer within 20 ms',
  });
  expect(calls[0]?.wasCancelled()).toBe(true);
  expect(observed).toMatchObject([{ start: { subgraph: 's', representations: 3 }, outcome: 'timeout' }]);
});

test('a failure reaches all who share the call', async () => {
  const { dispatch, calls, observed } = setUp();
  const sent = [1, 2].map(() => send(dispatch, template(), '{}', ada));
  calls[0]?.fail(new Error('connection refused'));
  expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(observed[0]?.outcome).toBe('unavailable');
});
