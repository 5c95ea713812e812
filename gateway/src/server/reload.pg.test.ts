import { readFileSync } from 'node:fs';
import type { SupergraphManager } from '@apollo/gateway';
import { until } from '@rondo/platform/testing/until.ts';
import { supergraphFile } from '@rondo/schema/subgraphs.ts';
import { Kind, parse, print, visit } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway } from '../testing/gateway.ts';
import { TestStream } from '../testing/stream.ts';

const whole = readFileSync(supergraphFile, 'utf8');
const withoutMatch = print(
  visit(parse(whole), {
    [Kind.OBJECT_TYPE_DEFINITION]: (type) =>
      type.name.value === 'TaskChange'
        ? { ...type, fields: type.fields?.filter((field) => field.name.value !== 'match') }
        : undefined,
  }),
);

let test: TestGateway;
let serve: (supergraphSdl: string) => void;
const manager: SupergraphManager = {
  async initialize({ update }) {
    serve = update;
    return { supergraphSdl: whole };
  },
};

beforeAll(async () => {
  test = await startTestGateway({ supergraphSdl: manager });
});
afterAll(() => test[Symbol.asyncDispose]());

const isMatchKnown = async (): Promise<boolean> => {
  const { body } = await test.ask('{ __type(name: "TaskChange") { fields { name } } }');
  return body.data.__type.fields.some(({ name }: { name: string }) => name === 'match');
};

it('subscriptions that are valid over a changed supergraph go on without a gap, the others end with a code and where to go on', async () => {
  const user = test.signIn();
  const plain = 'subscription ($after: String) { taskChanges(after: $after) { id cursor type } }';
  const matching = 'subscription ($after: String) { taskChanges(after: $after) { id cursor match } }';
  using lasting = await TestStream.live(test, user, plain);
  using ending = await TestStream.live(test, user, matching);
  lasting.socket.received.length = 0;
  const published: string[] = [];
  const publish = async (count: number) => {
    const events = Array.from({ length: count }, () => taskEvent(user.userId));
    published.push(...events.map(({ id }) => id));
    await test.publish(...events);
  };

  await publish(20);
  await until('both have heard', () => ending.ids.at(-1) === published.at(-1));
  const heard = [...ending.ids];
  // In the middle of a burst, so that a gap or a repetition would show.
  const burst = publish(50);
  serve(withoutMatch);
  await burst;
  await until('the graph has changed', async () => !(await isMatchKnown()));
  await publish(20);

  const error = await ending.error();
  expect(error).toMatchObject({ message: expect.stringContaining('"match"'), extensions: { code: 'BAD_USER_INPUT' } });
  expect(error.extensions.cursor).toBe(ending.changes.at(-1).cursor);
  expect(ending.ids).toEqual(published.slice(0, ending.ids.length));
  expect(ending.ids.length).toBeGreaterThanOrEqual(heard.length);
  await until('all have come', () => lasting.ids.at(-1) === published.at(-1));
  expect(lasting.ids).toEqual(published);

  serve(whole);
  await until('the graph is as it was', isMatchKnown);
  using resumed = await TestStream.open(test.url, user, matching, { after: error.extensions.cursor });
  await until('the rest has come', () => resumed.ids.at(-1) === published.at(-1));
  expect([...ending.ids, ...resumed.ids]).toEqual(published);
  await publish(5);
  await until('the lasting one still hears', () => lasting.ids.at(-1) === published.at(-1));
  expect(lasting.ids).toEqual(published);
});

it('what operations may select and cost is as the changed supergraph says', async () => {
  const user = test.signIn();
  const query = '{ taskStatistics(from: "2026-01-01", to: "2026-01-02") { overdue } }';
  const costOf = async () => (await test.ask(query, {}, user)).body.extensions.cost.requested;
  expect(await costOf()).toBe(20);
  serve(whole.replace('@cost(weight: 20)', '@cost(weight: 21)'));
  await until('it costs more', async () => (await costOf()) === 21);
  serve(whole);
  await until('it costs what it did', async () => (await costOf()) === 20);
});

it('a supergraph that does not load changes nothing', async () => {
  const user = test.signIn();
  using stream = await TestStream.live(test, user, 'subscription { changes { id cursor } }');
  expect(() => serve('type Query { broken: Nothing }')).toThrow();
  await stream.quiet(test, user);
  expect((await test.ask('{ viewer { id } }', {}, user)).status).toBe(200);
});
