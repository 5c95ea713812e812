import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { expect, test } from 'vitest';
import { makeEvent } from '../conformance/fixture.ts';
import { PermanentFailure } from '../platform.ts';
import { testLog } from '../testing/platform.ts';
import { Deliveries } from './deliveries.ts';

/* Bulks as daprd 1.16 posts them. */

const bulkOf = (events: readonly unknown[], signal = new AbortController().signal) => ({
  segments: ['group', 'facts'],
  headers: {},
  body: Buffer.from(JSON.stringify({ entries: events.map((event, n) => ({ entryId: String(n), event })) })),
  signal,
});

/** Statuses in the order of the entries. */
async function statusesOf(deliveries: Deliveries, request: ReturnType<typeof bulkOf>): Promise<string[]> {
  const { body } = await deliveries.answerBulk(request);
  const { statuses } = body as { statuses: { entryId: string; status: string }[] };
  return statuses.toSorted((a, b) => Number(a.entryId) - Number(b.entryId)).map(({ status }) => status);
}

test('a bulk’s events of one key are handled one after the other, and do not wait for those of another', async () => {
  const handled: CloudEvent[] = [];
  const bobs = Promise.withResolvers<void>();
  const deliveries = new Deliveries(async () => {}, testLog);
  deliveries.join({
    group: 'group',
    topic: 'facts',
    handle: async (event) => {
      if (event.partitionkey === 'ann') await bobs.promise;
      handled.push(event);
      if (event.partitionkey === 'bob') bobs.resolve();
    },
  });
  const [ann1, ann2, bob] = [makeEvent('ann'), makeEvent('ann'), makeEvent('bob')];
  expect(await statusesOf(deliveries, bulkOf([ann1, ann2, bob]))).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  expect(handled.map(({ id }) => id)).toEqual([bob.id, ann1.id, ann2.id]);
});

test('of a bulk, one that is given up is a dead letter, what is no event is left to the sidecar, the others are done', async () => {
  const letters: CloudEvent[] = [];
  const deliveries = new Deliveries(async (_topic, events) => void letters.push(...events), testLog);
  const bad = makeEvent('ann');
  deliveries.join({
    group: 'group',
    topic: 'facts',
    handle: async ({ id }) => {
      if (id === bad.id) throw new PermanentFailure('never');
    },
  });
  const statuses = await statusesOf(deliveries, bulkOf([bad, { no: 'event' }, makeEvent('ann')]));
  expect(statuses).toEqual(['SUCCESS', 'DROP', 'SUCCESS']);
  expect(letters.map(({ id }) => id)).toEqual([bad.id]);
});

test('after one that is to come again, those of its key that follow it come again too: none overtakes it', async () => {
  const left = new AbortController();
  const handled: string[] = [];
  const deliveries = new Deliveries(async () => {}, testLog);
  const [ann1, ann2, ann3, bob] = [makeEvent('ann'), makeEvent('ann'), makeEvent('ann'), makeEvent('bob')];
  deliveries.join({
    group: 'group',
    topic: 'facts',
    handle: async ({ id, partitionkey }) => {
      if (id === ann2.id) left.abort();
      if (partitionkey === 'ann') left.signal.throwIfAborted();
      handled.push(id);
    },
  });
  const statuses = await statusesOf(deliveries, bulkOf([bob, ann1, ann2, ann3], left.signal));
  expect(statuses).toEqual(['SUCCESS', 'SUCCESS', 'RETRY', 'RETRY']);
  expect(handled).toEqual([bob.id, ann1.id]);
});

test('a bulk that comes before there is who takes it comes again', async () => {
  const deliveries = new Deliveries(async () => {}, testLog);
  expect(await statusesOf(deliveries, bulkOf([makeEvent('ann')]))).toEqual(['RETRY']);
});
