import { describe, expect, it } from 'vitest';
import { PositionExpired } from '../platform.ts';
import { until } from '../testing/until.ts';
import { after, type Fixture, makeEvent, makeEvents, patienceMs, TailRecorder } from './fixture.ts';

const manyKeys = Array.from({ length: 40 }, (_, n) => `key-${n}`);

/** Reading the log without a group. */
export function describeTail(fixture: () => Fixture): void {
  describe('a tail', () => {
    it('from the head sees what follows and nothing before', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      await platform.publish(topic, makeEvents(20, manyKeys));
      const reader = new TailRecorder();
      await using _ = await platform.tail(reader.options(topic, 'head'));
      const later = makeEvents(20, manyKeys);
      await platform.publish(topic, later);
      await reader.waitFor(later);
      expect(reader.ids.toSorted()).toEqual(later.map(({ id }) => id).toSorted());
    });

    it('from the beginning sees everything, in order per partition, each event once', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const events = makeEvents(300, manyKeys);
      await platform.publish(topic, events.slice(0, 250));
      const reader = new TailRecorder();
      await using _ = await platform.tail(reader.options(topic, 'beginning'));
      await platform.publish(topic, events.slice(250));
      await reader.waitFor(events);
      expect(reader.tailed).toHaveLength(events.length);
      const partitions = Map.groupBy(reader.tailed, ({ partition }) => partition);
      expect(partitions.size).toBeGreaterThan(1);
      for (const tailed of partitions.values()) {
        const offsets = tailed.map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.toSorted((a, b) => Number(a - b)));
        const published = tailed.map(({ event }) => events.findIndex(({ id }) => id === event.id));
        expect(published).toEqual(published.toSorted((a, b) => a - b));
      }
      expect(reader.tailed[0]?.event).toEqual(events.find(({ id }) => id === reader.ids[0]));
    });

    it('goes on from the positions where another stopped, without a gap or a repeat', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const start = await platform.head(topic);
      const events = makeEvents(60, manyKeys);
      await platform.publish(topic, events.slice(0, 30));
      const first = new TailRecorder();
      const tail = await platform.tail(first.options(topic, start));
      await first.waitFor(events.slice(0, 30));
      await tail[Symbol.asyncDispose]();
      await platform.publish(topic, events.slice(30));
      const second = new TailRecorder();
      await using _ = await platform.tail(second.options(topic, after(start, first.tailed)));
      await second.waitFor(events.slice(30));
      expect([...first.ids, ...second.ids].toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    });

    it('starts at the head in a partition whose position is not given', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      await platform.publish(topic, makeEvents(40, manyKeys));
      const reader = new TailRecorder();
      await using _ = await platform.tail(reader.options(topic, new Map()));
      const later = makeEvents(10, manyKeys);
      await platform.publish(topic, later);
      await reader.waitFor(later);
      expect(reader.tailed).toHaveLength(later.length);
    });

    it('reads the partitions that it names only', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const events = makeEvents(40, manyKeys);
      await platform.publish(topic, events);
      const all = new TailRecorder();
      await using _all = await platform.tail(all.options(topic, 'beginning'));
      await all.waitFor(events);
      const partition = all.tailed[0]?.partition ?? 0;
      const expected = all.tailed.filter((tailed) => tailed.partition === partition);
      const reader = new TailRecorder();
      await using _ = await platform.tail(reader.options(topic, 'beginning', { partitions: [partition] }));
      await reader.waitFor(expected.map(({ event }) => event));
      expect(reader.tailed).toEqual(expected);
    });

    it('keeps back a paused partition’s events, and no others, until it is resumed', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const reader = new TailRecorder();
      await using tail = await platform.tail(reader.options(topic, 'head'));
      const first = makeEvents(40, manyKeys);
      await platform.publish(topic, first);
      await reader.waitFor(first);
      const paused = reader.tailed[0]?.partition ?? 0;
      const keysOfPaused = new Set(
        reader.tailed.filter(({ partition }) => partition === paused).map(({ event }) => event.partitionkey),
      );
      tail.pause(paused);
      const second = makeEvents(40, manyKeys);
      await platform.publish(topic, second);
      const [kept, free] = [
        second.filter(({ partitionkey }) => keysOfPaused.has(partitionkey)),
        second.filter(({ partitionkey }) => !keysOfPaused.has(partitionkey)),
      ];
      await reader.waitFor(free);
      expect(reader.ids.filter((id) => kept.some((event) => event.id === id))).toEqual([]);
      tail.resume(paused);
      await reader.waitFor(kept);
      expect(reader.tailed).toHaveLength(first.length + second.length);
    });

    it('waits for its reader before the next batch', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const gate = Promise.withResolvers<void>();
      let [inside, most] = [0, 0];
      const reader = new TailRecorder();
      await using _ = await platform.tail(
        reader.options(topic, 'head', {
          async onBatch(events) {
            inside++;
            most = Math.max(most, inside);
            await gate.promise;
            reader.tailed.push(...events);
            inside--;
          },
        }),
      );
      const events = makeEvents(30, ['ann']);
      for (const event of events) await platform.publish(topic, [event]);
      await until('it is being read', () => inside > 0, patienceMs);
      gate.resolve();
      await reader.waitFor(events);
      expect(most).toBe(1);
      expect(reader.ids).toEqual(events.map(({ id }) => id));
    });

    it('sees nothing more once it is disposed of', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const [reader, witness] = [new TailRecorder(), new TailRecorder()];
      const tail = await platform.tail(reader.options(topic, 'head'));
      await using _ = await platform.tail(witness.options(topic, 'head'));
      await tail[Symbol.asyncDispose]();
      const event = makeEvent('ann');
      await platform.publish(topic, [event]);
      await witness.waitFor([event]);
      expect(reader.tailed).toEqual([]);
    });

    it('ends with PositionExpired where the log has forgotten its position', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      const start = await platform.head(topic);
      await platform.publish(topic, makeEvents(20, ['ann']));
      await fixture().expire(topic);
      const reader = new TailRecorder();
      await using _ = await platform.tail(reader.options(topic, start));
      const [error] = await until('it has failed', () => reader.errors.length > 0 && reader.errors, patienceMs);
      expect(error).toBeInstanceOf(PositionExpired);
      expect(reader.tailed).toEqual([]);
    });

    it('from the beginning starts at the oldest event that there still is', async () => {
      const { platform } = fixture();
      const topic = await fixture().newTopic();
      await platform.publish(topic, makeEvents(20, ['ann']));
      await fixture().expire(topic);
      const reader = new TailRecorder();
      await using _ = await platform.tail(reader.options(topic, 'beginning'));
      const later = makeEvents(5, ['ann']);
      await platform.publish(topic, later);
      await reader.waitFor(later);
      expect(reader.ids).toEqual(later.map(({ id }) => id));
      expect(reader.errors).toEqual([]);
    });
  });
}
