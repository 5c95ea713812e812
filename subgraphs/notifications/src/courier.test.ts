import { testLog } from '@rondo/platform/testing/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { expect, it } from 'vitest';
import { Courier, type Hands, type Queue } from './courier.ts';

interface Item {
  id: number;
}

/** A queue of numbered items, of which each is in hand until the test lets it go. */
class Numbers implements Queue<Item> {
  readonly name = 'numbers';
  readonly claimsAll = true;
  readonly claims: { limit: number; inHand: number[]; taken: number[] }[] = [];
  readonly under = new Map<number, { hands: Hands<Item>; end: (next?: Item) => void }>();
  readonly #due: number[];

  constructor(...due: number[]) {
    this.#due = due;
  }

  async claim(limit: number, inHand: readonly Item[]): Promise<Item[]> {
    const taken = this.#due.splice(0, limit);
    this.claims.push({ limit, inHand: inHand.map(({ id }) => id), taken });
    return taken.map((id) => ({ id }));
  }

  async untilNextMs(): Promise<number | null> {
    return null;
  }

  async renew(): Promise<void> {}

  deliver({ id }: Item, hands: Hands<Item>): Promise<Item | undefined> {
    const done = Promise.withResolvers<Item | undefined>();
    this.under.set(id, {
      hands,
      end: (next) => {
        this.under.delete(id);
        done.resolve(next);
      },
    });
    return done.promise;
  }

  end(id: number, next?: Item): void {
    this.under.get(id)?.end(next);
  }

  isUnder(...ids: number[]): Promise<unknown> {
    return until(`${ids} are under way`, () => [...this.under.keys()].sort().join() === ids.join());
  }
}

it('one claim fills the slots of all that were settled together', async () => {
  const queue = new Numbers(1, 2, 3, 4, 5, 6, 7);
  await using courier = new Courier({ queue, slots: 3, log: testLog });
  courier.ring();
  await queue.isUnder(1, 2, 3);
  const before = queue.claims.length;
  for (const id of [1, 2, 3]) queue.end(id);
  await queue.isUnder(4, 5, 6);
  expect(queue.claims.slice(before)).toEqual([{ limit: 3, inHand: [], taken: [4, 5, 6] }]);
  for (const id of [4, 5, 6]) queue.end(id);
  await queue.isUnder(7);
  queue.end(7);
});

it('what a delivery returns takes its slot, without a claim', async () => {
  const queue = new Numbers(1);
  await using courier = new Courier({ queue, slots: 2, log: testLog });
  courier.ring();
  await queue.isUnder(1);
  expect(queue.under.get(1)?.hands.spare()).toEqual([{ id: 1 }]);
  const claims = () => queue.claims.filter(({ taken }) => taken.length > 0).length;
  const before = claims();
  queue.end(1, { id: 2 });
  await queue.isUnder(2);
  expect(queue.under.get(2)?.hands.spare()).toEqual([{ id: 2 }]);
  expect(claims()).toBe(before);
  queue.end(2);
});

it('nothing is to spare where every slot is taken: whoever waits has a turn', async () => {
  const queue = new Numbers(1, 2, 3);
  await using courier = new Courier({ queue, slots: 2, log: testLog });
  courier.ring();
  await queue.isUnder(1, 2);
  expect(queue.under.get(1)?.hands.spare()).toBeNull();
  queue.end(1);
  await queue.isUnder(2, 3);
  queue.end(2);
  queue.end(3);
});

it('stopping waits for what is in hand, has nothing more to spare, and for what took its slot all the same', async () => {
  const queue = new Numbers(1, 2);
  const courier = new Courier({ queue, slots: 4, log: testLog });
  courier.ring();
  await queue.isUnder(1, 2);
  let stopped = false;
  const stopping = courier[Symbol.asyncDispose]().then(() => {
    stopped = true;
  });
  expect(queue.under.get(1)?.hands.spare()).toBeNull();
  queue.end(1, { id: 3 });
  queue.end(2);
  await queue.isUnder(3);
  expect(stopped).toBe(false);
  queue.end(3);
  await stopping;
});
