import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PermanentFailure } from '../platform.ts';
import { until } from '../testing/until.ts';
import { type Fixture, makeEvent, makeEvents, patienceMs, quickRetry, Recorder } from './fixture.ts';

/** Publishing and consumer groups. */
export function describeGroups(fixture: () => Fixture): void {
  const subscribe = async (group: string, topic: string, recorder: Recorder, attempts = 8) =>
    fixture().platform.subscribe({ group, topic, handle: recorder.handle, retry: quickRetry(attempts) });

  describe('consumer groups', () => {
    it('get the events of a key in the order of their publication, unchanged', async () => {
      const topic = await fixture().newTopic();
      const recorder = new Recorder();
      await using _ = await subscribe('group', topic, recorder);
      const keys = ['ann', 'bob', 'cat', 'dan', 'eve'];
      const events = makeEvents(200, keys);
      for (let n = 0; n < events.length; n += 40) await fixture().platform.publish(topic, events.slice(n, n + 40));
      await recorder.waitFor(events);
      for (const key of keys) {
        const published = events.filter(({ partitionkey }) => partitionkey === key);
        expect(recorder.idsOf(key)).toEqual(published.map(({ id }) => id));
      }
      expect(recorder.events.find(({ id }) => id === events[7]?.id)).toEqual(events[7]);
    });

    it('get text of any kind as it was', async () => {
      const topic = await fixture().newTopic();
      const recorder = new Recorder();
      await using _ = await subscribe('group', topic, recorder);
      const odd = makeEvent('ключ-鍵-🔑', {
        text: 'a\u0000b "quoted" \\ {x,y} NULL 👩‍👩‍👧 مرحبا\n',
        nested: [null, [], {}, 1e300],
      });
      await fixture().platform.publish(topic, [odd]);
      await recorder.waitFor([odd]);
      expect(recorder.events[0]).toEqual(odd);
    });

    it('get what was published before they existed', async () => {
      const topic = await fixture().newTopic();
      const events = makeEvents(20, ['ann', 'bob']);
      await fixture().platform.publish(topic, events);
      const recorder = new Recorder();
      await using _ = await subscribe('late', topic, recorder);
      await recorder.waitFor(events);
    });

    it('get every event each', async () => {
      const topic = await fixture().newTopic();
      const [one, other] = [new Recorder(), new Recorder()];
      await using _one = await subscribe('one', topic, one);
      await using _other = await subscribe('other', topic, other);
      const events = makeEvents(20, ['ann', 'bob']);
      await fixture().platform.publish(topic, events);
      await Promise.all([one.waitFor(events), other.waitFor(events)]);
    });

    it('share the events among their members', async () => {
      const topic = await fixture().newTopic();
      const both = new Recorder();
      const [one, other] = [new Recorder(both.handle), new Recorder(both.handle)];
      await using _one = await subscribe('group', topic, one);
      await using _other = await subscribe('group', topic, other);
      const events = makeEvents(
        100,
        Array.from({ length: 50 }, (_, n) => `key-${n}`),
      );
      await fixture().platform.publish(topic, events);
      await both.waitFor(events);
      // Repeats are allowed while members join, an event to each of them is not.
      expect(both.events.length).toBeLessThan(events.length * 1.5);
    });

    it('go on with the members that are left', async () => {
      const topic = await fixture().newTopic();
      const both = new Recorder();
      await using _one = await subscribe('group', topic, both);
      const other = await subscribe('group', topic, both);
      const first = makeEvents(20, ['ann', 'bob', 'cat']);
      await fixture().platform.publish(topic, first);
      await both.waitFor(first);
      await other[Symbol.asyncDispose]();
      const second = makeEvents(20, ['ann', 'bob', 'cat']);
      await fixture().platform.publish(topic, second);
      await both.waitFor(second);
    });

    it('get nothing more once they have left, which waits for what they have in hand', async () => {
      const topic = await fixture().newTopic();
      const entered = Promise.withResolvers<void>();
      let finished = false;
      const recorder = new Recorder(async (_, signal) => {
        entered.resolve();
        await delay(100);
        finished = !signal.aborted;
      });
      const subscription = await subscribe('group', topic, recorder);
      await fixture().platform.publish(topic, [makeEvent('ann')]);
      await entered.promise;
      await subscription[Symbol.asyncDispose]();
      expect(finished).toBe(true);
      const witness = new Recorder();
      await using _ = await subscribe('witness', topic, witness);
      const later = makeEvent('ann');
      await fixture().platform.publish(topic, [later]);
      await witness.waitFor([later]);
      expect(recorder.events).toHaveLength(1);
    });

    it('go on after a restart where they were', async () => {
      const topic = await fixture().newTopic();
      const before = new Recorder();
      await subscribe('group', topic, before);
      const first = makeEvents(50, ['ann', 'bob']);
      await fixture().platform.publish(topic, first);
      await before.waitFor(first);
      await fixture().reopen();
      const afterwards = new Recorder();
      await using _ = await subscribe('group', topic, afterwards);
      const second = makeEvents(10, ['ann', 'bob']);
      await fixture().platform.publish(topic, second);
      await afterwards.waitFor(second);
      expect(afterwards.times(first[0] ?? makeEvent(''))).toBe(0);
    });

    it('get an event again that was in hand when the process ended', async () => {
      const topic = await fixture().newTopic();
      const entered = Promise.withResolvers<void>();
      const interrupted = new Recorder(async (_, signal) => {
        entered.resolve();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      });
      await subscribe('group', topic, interrupted);
      const event = makeEvent('ann');
      await fixture().platform.publish(topic, [event]);
      await entered.promise;
      await fixture().reopen();
      const recorder = new Recorder();
      await using _ = await subscribe('group', topic, recorder);
      await recorder.waitFor([event]);
    });
  });

  describe('a handler that fails', () => {
    it('gets the event again, before those of its key that follow', async () => {
      const topic = await fixture().newTopic();
      const [failing, following] = [makeEvent('ann'), makeEvent('ann')];
      let failures = 0;
      const done: string[] = [];
      const recorder = new Recorder(async ({ id }) => {
        if (id === failing.id && failures++ < 2) throw new Error('not yet');
        done.push(id);
      });
      await using _ = await subscribe('group', topic, recorder);
      await fixture().platform.publish(topic, [failing, following]);
      await until('both are done', () => done.length === 2, patienceMs);
      expect(done).toEqual([failing.id, following.id]);
      expect(recorder.times(failing)).toBe(3);
      expect(await fixture().platform.deadLetters.list(topic)).toEqual([]);
    });

    it('has the event dead-lettered after the attempts of its policy, and the rest goes on', async () => {
      const topic = await fixture().newTopic();
      const [poison, sameKey, otherKey] = [makeEvent('ann', { n: 1 }), makeEvent('ann'), makeEvent('bob')];
      const recorder = new Recorder(async ({ id }) => {
        if (id === poison.id) throw new Error('it is broken');
      });
      const sound = new Recorder();
      await using _failing = await subscribe('failing', topic, recorder, 3);
      await using _sound = await subscribe('sound', topic, sound);
      await fixture().platform.publish(topic, [poison, sameKey, otherKey]);
      await recorder.waitFor([sameKey, otherKey]);
      const [letter, ...others] = await until(
        'it is dead-lettered',
        async () => {
          const letters = await fixture().platform.deadLetters.list(topic);
          return letters.length > 0 && letters;
        },
        patienceMs,
      );
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ topic, group: 'failing', event: poison, attempts: 3, reason: 'it is broken' });
      expect(letter?.failedAt).toBeInstanceOf(Date);
      expect(recorder.times(poison)).toBe(3);
      await sound.waitFor([poison, sameKey, otherKey]);
    });

    it('has the event dead-lettered at once by a PermanentFailure', async () => {
      const topic = await fixture().newTopic();
      const poison = makeEvent('ann');
      const recorder = new Recorder(async () => {
        throw new PermanentFailure('never');
      });
      await using _ = await subscribe('group', topic, recorder);
      await fixture().platform.publish(topic, [poison]);
      const [letter] = await until(
        'it is dead-lettered',
        async () => {
          const letters = await fixture().platform.deadLetters.list(topic);
          return letters.length > 0 && letters;
        },
        patienceMs,
      );
      expect(letter).toMatchObject({ attempts: 1, reason: 'never' });
      expect(recorder.times(poison)).toBe(1);
    });

    it('holds up no other keys while it fails', async () => {
      const topic = await fixture().newTopic();
      const poison = makeEvent('ann');
      const recorder = new Recorder(async ({ id }) => {
        if (id === poison.id) throw new Error('always');
      });
      await using _ = await fixture().platform.subscribe({
        group: 'group',
        topic,
        handle: recorder.handle,
        retry: { attempts: 6, delayMs: 20, maxDelayMs: 200 },
      });
      const others = makeEvents(
        64,
        Array.from({ length: 32 }, (_, n) => `key-${n}`),
      );
      await fixture().platform.publish(topic, [poison, ...others]);
      await recorder.waitFor(others);
    });
  });

  describe('dead letters', () => {
    const failOnce = async (topic: string) => {
      let broken = true;
      const failing = new Recorder(async () => {
        if (broken) throw new PermanentFailure('broken');
      });
      const sound = new Recorder();
      const stack = new AsyncDisposableStack();
      stack.use(await subscribe('failing', topic, failing));
      stack.use(await subscribe('sound', topic, sound));
      const events = [makeEvent('ann', { n: 1 }), makeEvent('bob', { n: 2 }), makeEvent('ann', { n: 3 })];
      await fixture().platform.publish(topic, events);
      await until(
        'all are dead-lettered',
        async () => (await fixture().platform.deadLetters.list(topic)).length === 3,
        patienceMs,
      );
      await sound.waitFor(events);
      return {
        events,
        failing,
        sound,
        mend: () => {
          broken = false;
        },
        [Symbol.asyncDispose]: () => stack.disposeAsync(),
      };
    };

    it('are redriven to the group that failed on them only, once, oldest first', async () => {
      const topic = await fixture().newTopic();
      await using failed = await failOnce(topic);
      const { platform } = fixture();
      const seen = failed.failing.events.length;
      failed.mend();
      expect(await platform.deadLetters.redrive(topic)).toBe(3);
      expect(await platform.deadLetters.redrive(topic)).toBe(0);
      await until('they have come again', () => failed.failing.events.length >= seen + 3, patienceMs);
      const again = failed.failing.events.slice(seen);
      const ofAnn = again.filter(({ partitionkey }) => partitionkey === 'ann');
      expect(ofAnn.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 3 }]);
      const later = makeEvent('ann');
      await platform.publish(topic, [later]);
      await Promise.all([failed.failing.waitFor([later]), failed.sound.waitFor([later])]);
      expect(failed.failing.events).toHaveLength(seen + 4);
      for (const event of failed.events) expect(failed.sound.times(event)).toBe(1);
      expect(await platform.deadLetters.list(topic)).toEqual([]);
    });

    it('are redriven by event and by group', async () => {
      const topic = await fixture().newTopic();
      await using failed = await failOnce(topic);
      const { deadLetters } = fixture().platform;
      failed.mend();
      expect(await deadLetters.redrive(topic, { group: 'sound' })).toBe(0);
      expect(await deadLetters.redrive(topic, { group: 'failing', eventId: failed.events[1]?.id })).toBe(1);
      const left = await until(
        'one has gone',
        async () => {
          const letters = await deadLetters.list(topic);
          return letters.length === 2 && letters;
        },
        patienceMs,
      );
      expect(left.map(({ event }) => event.id)).toEqual([failed.events[0]?.id, failed.events[2]?.id]);
      expect(await deadLetters.list(topic, { limit: 1 })).toHaveLength(1);
    });

    it('are dead letters again where they fail again', async () => {
      const topic = await fixture().newTopic();
      await using failed = await failOnce(topic);
      const { deadLetters } = fixture().platform;
      expect(await deadLetters.redrive(topic, { eventId: failed.events[0]?.id })).toBe(1);
      await until(
        'it has failed again',
        () => failed.failing.times(failed.events[0] ?? makeEvent('')) === 2,
        patienceMs,
      );
      await until('it is back', async () => (await deadLetters.list(topic)).length === 3, patienceMs);
    });
  });
}
