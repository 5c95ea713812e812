import { once } from 'node:events';
import { request } from 'node:http';
import type { Method } from '@rondo/platform/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorization, startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { transferCosts } from './transfer-costs.ts';

const job = { id: 'job_1', total: 0, done: 0, failed: 0, finished: false, errors: [] };
const points = 10_000;
const reception = { request: 400, upload: 60_000, uploadPause: 1_500 };

let test: TestGateway;
let user: TestUser;
/** What the tasks were asked for. */
let calls: { name: string; input: Record<string, unknown> }[] = [];
let feed: { found: object | null } = { found: null };
/** Before a page of an export comes. */
let held: Promise<void> = Promise.resolve();

beforeAll(async () => {
  test = await startTestGateway({ limits: { userPoints: points, windowSeconds: 3_600 }, reception });
  const answer = (name: string, output: (input: Record<string, unknown>) => unknown): Method => {
    return async (input) => {
      calls.push({ name, input: Object(input) });
      return output(Object(input));
    };
  };
  await test.platform.serve('tasks', {
    beginImport: answer('beginImport', () => ({ jobId: 'job_1' })),
    appendImport: answer('appendImport', () => ({})),
    startImport: answer('startImport', () => ({ job })),
    dropImport: answer('dropImport', () => ({})),
    // Three pages.
    readExport: answer('readExport', async ({ cursor }) => {
      await held;
      const page = Number(cursor ?? 1);
      return { text: `page ${page}\n`, next: page < 3 ? String(page + 1) : null };
    }),
    findCalendarFeed: answer('findCalendarFeed', () => feed),
    readCalendarFeed: answer('readCalendarFeed', () => ({ text: 'BEGIN:VCALENDAR', next: null })),
  });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
  calls = [];
});

const named = (name: string) => calls.filter((call) => call.name === name);
const remaining = async () => (await test.ask('{ rateLimit { remaining } }', {}, user)).body.data.rateLimit.remaining;

function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = { ...authorization(user), ...options.headers };
  return fetch(`http://127.0.0.1:${test.gateway.port}${path}`, { ...options, headers });
}

/** A request whose body the test writes. */
function post(path: string, type: string) {
  const headers = { ...authorization(user), 'content-type': type };
  const sent = request({ host: '127.0.0.1', port: test.gateway.port, path, method: 'POST', headers });
  const answered = (async () => {
    const [response] = await once(sent, 'response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: response.statusCode, body: JSON.parse(text) };
  })();
  sent.on('error', () => {
    // Of a connection that the server has closed; what it answered counts.
  });
  return { sent, answered };
}

describe('an upload', () => {
  it('may take longer than other requests, as long as something comes', async () => {
    const { sent, answered } = post('/import?format=csv', 'text/csv');
    const began = performance.now();
    sent.write('title\n');
    while (performance.now() - began < 3 * reception.request) {
      sent.write('Water the plants\n');
      await new Promise((resolve) => setTimeout(resolve, reception.request / 4));
    }
    sent.end();
    expect(await answered).toMatchObject({ status: 202, body: { job: { id: 'job_1' } } });
    const [part] = named('appendImport');
    expect(Buffer.from(String(part?.input.data), 'base64').toString()).toMatch(/^title\n(Water the plants\n){2,}$/);
  });

  it('of which nothing more comes is ended, and leaves no import', async () => {
    const { sent, answered } = post('/import?format=csv', 'text/csv');
    sent.write('title\n');
    expect(await answered).toMatchObject({
      status: 408,
      body: { errors: [{ message: "Expected more of the request's body within 1.5 s." }] },
    });
    expect(named('startImport')).toEqual([]);
    await until('it is dropped', () => named('dropImport').length === 1);
    sent.destroy();
  });

  it('costs points by its size, and one that there are too few for is refused, and leaves no import', async () => {
    const megabytes = (count: number) => 'x'.repeat(count * 1_024 * 1_024);
    expect((await ask('/import?format=csv', { method: 'POST', body: megabytes(2) })).status).toBe(202);
    expect(await remaining()).toBe(points - transferCosts.import - 4 * transferCosts.importPart);
    const refused = await ask('/import?format=csv', { method: 'POST', body: megabytes(20) });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(named('startImport')).toHaveLength(1);
    await until('it is dropped', () => named('dropImport').length === 1);
  });
});

it('a request that is no upload has to come in whole in its time', async () => {
  const { sent, answered } = post('/graphql', 'application/json');
  sent.write('{');
  expect(await answered).toMatchObject({ status: 408 });
  sent.destroy();
});

describe('an export', () => {
  it('costs points at its beginning and for each page, and breaks off for none', async () => {
    const cost = transferCosts.export + 3 * transferCosts.exportPage;
    expect(await (await ask('/export?format=csv')).text()).toBe('page 1\npage 2\npage 3\n');
    expect(await remaining()).toBe(points - cost);
    for (let left = points - cost; left >= transferCosts.export; left -= cost)
      expect(await (await ask('/export?format=csv')).text()).toMatch(/page 3\n$/);
    const refused = await ask('/export?format=csv');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('may run twice at once for a user, however many are asked for together', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    const statuses: number[] = [];
    const asked = Array.from({ length: 6 }, async () => {
      const response = await ask('/export?format=csv');
      await response.text();
      statuses.push(response.status);
    });
    await until('the others are refused', () => statuses.length === 4);
    expect(named('readExport')).toHaveLength(2);
    resolve();
    await Promise.all(asked);
    expect(statuses).toEqual([429, 429, 429, 429, 200, 200]);
    expect((await ask('/export?format=csv')).status, 'their places are free again').toBe(200);
  });

  it('that is broken off before it has begun gives its place back', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    for (let begun = 0; begun < 5; begun++) {
      const leaving = new AbortController();
      const asked = ask('/export?format=csv', { signal: leaving.signal });
      leaving.abort();
      await expect(asked).rejects.toThrow();
    }
    resolve();
    await until('there is room', async () => (await ask('/export?format=csv')).status === 200);
  });
});

describe('a file', () => {
  it.each([
    ['in a form', { 'content-type': 'multipart/form-data; boundary=x' }, /--data-binary/],
    ['compressed', { 'content-encoding': 'gzip' }, /encoded as gzip/],
  ])('that comes %s is refused: it would be taken for text', async (_, headers, message) => {
    const refused = await ask('/import?format=csv', { method: 'POST', body: 'title', headers });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(message);
    expect(calls).toEqual([]);
  });
});

describe('a calendar', () => {
  it('is not made of what is misspelt: it would have all tasks in it', async () => {
    const refused = await ask('/calendar-feeds', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ filter: 'filter_01k3v6y8z9f4q8r2s5t7w1x3yz' }),
    });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/Unrecognized key.*filter/);
  });

  const read = () => ask(`/calendar/${'a'.repeat(43)}.ics`);

  it('costs points of its own: whoever has its address can’t spend those of its owner', async () => {
    feed = { found: { feedId: 'feed_1', ownerId: user.userId, timeZone: 'Europe/Paris' } };
    for (let count = 0; count < points / transferCosts.feedRead; count++) expect((await read()).status).toBe(200);
    const refused = await read();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await remaining()).toBe(points);
    feed = { found: { feedId: 'feed_2', ownerId: user.userId, timeZone: 'Europe/Paris' } };
    expect((await read()).status).toBe(200);
  });
});
