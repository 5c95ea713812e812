import { until } from '@rondo/platform/testing/until.ts';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { taskEvent } from '../testing/events.ts';
import { authorization, startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { HttpStream, type ServerSentEvent } from '../testing/http-stream.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
});

const changes = 'subscription ($after: String) { changes(after: $after) { id cursor } }';
const multipart = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';

const open = (query: string, variables = {}, headers = {}) =>
  HttpStream.open(test.url, {
    headers: { accept: 'text/event-stream', ...authorization(user), ...headers },
    body: { query, variables },
  });
const parsed = (events: readonly ServerSentEvent[]) => events.map(({ data }) => JSON.parse(data || 'null'));
const ids = (stream: HttpStream) => parsed(stream.events).map((payload) => payload?.data?.changes.id);

async function untilLive(stream: HttpStream, published = () => stream.events.length): Promise<void> {
  await until('the stream is live', async () => {
    await test.publish(taskEvent(user.userId));
    return published() > 0;
  });
}

describe('a stream of server-sent events', () => {
  it('brings events to a client library, each once', async () => {
    const client = createClient({ url: test.url, headers: authorization(user) });
    const heard: unknown[] = [];
    const stop = client.subscribe(
      { query: changes },
      { next: ({ data }) => heard.push(data), error: () => {}, complete: () => {} },
    );
    await until('it is live', async () => {
      await test.publish(taskEvent(user.userId));
      return heard.length > 0;
    });
    stop();
    client.dispose();
  });

  it('has an event’s cursor as its id, from which a browser goes on by itself', async () => {
    using stream = await open(changes);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    await untilLive(stream);
    const [first] = stream.events;
    expect(first).toMatchObject({ event: 'next', id: parsed(stream.events)[0].data.changes.cursor });
    const events = [taskEvent(user.userId), taskEvent(user.userId)];
    await test.publish(...events);
    await until('both have come', () => ids(stream).includes(events[1]?.id));
    const after = stream.events.findIndex((_, index) => ids(stream)[index] === events[0]?.id);
    // As an EventSource: by GET, with the operation it first had, whose `after` is older.
    using resumed = await HttpStream.open(
      `${test.url}?${new URLSearchParams({ query: changes, variables: JSON.stringify({ after: first?.id }) })}`,
      {
        headers: {
          accept: 'text/event-stream',
          'last-event-id': stream.events[after]?.id ?? '',
          ...authorization(user),
        },
      },
    );
    await until('the rest has come', () => resumed.events.length > 0);
    expect(ids(resumed)[0]).toBe(events[1]?.id);
  });

  it('is not what a query gets where JSON is asked for before events', async () => {
    using stream = await open('{ viewer { id } }', {}, { accept: 'application/json, text/event-stream' });
    expect(stream.response.headers.get('content-type')).toContain('application/json');
    using live = await open(changes, {}, { accept: 'application/json, text/event-stream' });
    expect(live.response.headers.get('content-type')).toContain('text/event-stream');
  });

  it('executes queries and mutations too, and completes', async () => {
    using stream = await open('{ viewer { id } }');
    await stream.ended;
    expect(stream.events).toMatchObject([{ event: 'next' }, { event: 'complete' }]);
    expect(parsed(stream.events)[0].data).toEqual({ viewer: { id: user.userId } });
  });

  it.each([
    ['CURSOR_INVALID', changes, { after: 'invented' }, {}],
    ['CURSOR_INVALID', changes, {}, { 'last-event-id': 'invented' }],
    ['INVALID_FILTER', 'subscription { taskChanges(query: "status:x") { id } }', {}, {}],
    ['BAD_USER_INPUT', 'subscription { nope }', {}, {}],
    ['BAD_USER_INPUT', 'subscription ($no: Boolean = true) { changes @skip(if: $no) { id } }', {}, {}],
    ['BAD_USER_INPUT', 'subscription { ... @include(if: false) { changes { id } } }', {}, {}],
    ['UNAUTHENTICATED', changes, {}, { authorization: '' }],
    ['UNAUTHENTICATED', changes, {}, { authorization: 'Bearer nobody' }],
  ])('says %s in an event, and ends', async (code, query, variables, headers) => {
    using stream = await open(query, variables, headers);
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).toEqual(['next', 'complete']);
    expect(parsed(stream.events)[0]).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('says UNAUTHENTICATED with its cursor within 5 s after its token was revoked', async () => {
    using stream = await open(changes);
    await untilLive(stream);
    user.revoke();
    const begun = performance.now();
    await stream.ended;
    expect(performance.now() - begun).toBeLessThan(5_000);
    const payloads = parsed(stream.events);
    expect(payloads.at(-2)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', cursor: payloads.at(-3).data.changes.cursor } }],
    });
  });

  it('is refused to pages of other sites', async () => {
    using stream = await open(changes, {}, { origin: 'https://evil.example' });
    expect(stream.response.status).toBe(403);
    using own = await open('{ viewer { id } }', {}, { origin: new URL(test.url).origin });
    expect(own.response.status).toBe(200);
  });

  it.each([
    ['cross-site', 400],
    ['same-site', 400],
    ['same-origin', 200],
  ])('is opened with a cookie and without an Origin by a page that is %s: %i', async (site, status) => {
    using stream = await HttpStream.open(`${test.url}?query=${encodeURIComponent(changes)}`, {
      headers: { accept: 'text/event-stream', cookie: `session=${user.token}`, 'sec-fetch-site': site },
    });
    expect(stream.response.status).toBe(status);
  });

  it('changes nothing by GET', async () => {
    const query = encodeURIComponent('mutation { createTask(input: { title: "x" }) { eventId } }');
    using stream = await HttpStream.open(`${test.url}?query=${query}`, {
      headers: { accept: 'text/event-stream', ...authorization(user) },
    });
    expect(stream.response.status).toBe(405);
  });

  it('ends without completion when the gateway shuts down, so that clients come back', async () => {
    const going = await test.another();
    using stream = await HttpStream.open(`http://127.0.0.1:${going.port}/graphql`, {
      headers: { accept: 'text/event-stream', ...authorization(user) },
      body: { query: changes },
    });
    await untilLive(stream);
    await going[Symbol.asyncDispose]();
    await stream.ended;
    expect(stream.events.some(({ event }) => event === 'complete')).toBe(false);
  });
});

describe('a multipart stream', () => {
  const openParts = (query: string, variables = {}) =>
    HttpStream.open(test.url, {
      headers: { accept: multipart, ...authorization(user) },
      body: { query, variables },
    });

  it('brings each event as a part with a payload, between empty parts that keep it open', async () => {
    using stream = await openParts(changes);
    expect(stream.response.headers.get('content-type')).toBe(
      'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
    );
    await untilLive(stream, () => stream.parts.filter((part) => part.payload).length);
    expect(stream.parts[0]).toEqual({});
    expect(stream.parts.find((part) => part.payload)).toMatchObject({
      payload: { data: { changes: { id: expect.stringMatching(/^event_/) } } },
    });
    expect(stream.text.endsWith('--graphql'), 'a client knows that the part is whole').toBe(true);
  });

  it('that ends by itself says why beside the payload', async () => {
    using stream = await openParts(changes, { after: 'invented' });
    await stream.ended;
    expect(stream.parts.at(-1)).toMatchObject({ payload: null, errors: [{ extensions: { code: 'CURSOR_INVALID' } }] });
    expect(stream.text.endsWith('--graphql--\r\n')).toBe(true);
  });

  it('is for subscriptions: a query is answered as JSON', async () => {
    using stream = await openParts('{ viewer { id } }');
    await stream.ended;
    expect(stream.response.headers.get('content-type')).toContain('json');
    expect(JSON.parse(stream.text).data).toEqual({ viewer: { id: user.userId } });
  });
});
