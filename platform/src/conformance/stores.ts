import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StateConflict } from '../platform.ts';
import { until } from '../testing/until.ts';
import { type Fixture, patienceMs } from './fixture.ts';

/** State and secrets. */
export function describeStores(fixture: () => Fixture): void {
  describe('state', () => {
    const newKey = () => `conformance-${randomUUID()}`;

    it('gives back what was set, until it is deleted', async () => {
      const { state } = fixture().platform;
      const key = newKey();
      expect(await state.get(key)).toBeNull();
      await state.set(key, { list: [1, 'ä🔑', null] });
      expect((await state.get(key))?.value).toEqual({ list: [1, 'ä🔑', null] });
      await state.set(key, 'other');
      expect((await state.get<string>(key))?.value).toBe('other');
      await state.delete(key);
      expect(await state.get(key)).toBeNull();
      await state.delete(key);
    });

    it('takes a change with the current etag, and refuses one with an older etag', async () => {
      const { state } = fixture().platform;
      const key = newKey();
      await state.set(key, 1);
      const first = await state.get(key);
      await state.set(key, 2, { etag: first?.etag });
      await expect(state.set(key, 3, { etag: first?.etag })).rejects.toBeInstanceOf(StateConflict);
      await expect(state.delete(key, { etag: first?.etag })).rejects.toBeInstanceOf(StateConflict);
      const second = await state.get(key);
      expect(second?.value).toBe(2);
      await state.delete(key, { etag: second?.etag });
      expect(await state.get(key)).toBeNull();
    });

    it('makes a new key only where there is none', async () => {
      const { state } = fixture().platform;
      const key = newKey();
      await state.set(key, 1, { etag: null });
      await expect(state.set(key, 2, { etag: null })).rejects.toBeInstanceOf(StateConflict);
      expect((await state.get(key))?.value).toBe(1);
    });

    it('lets one of many win who change the same etag', async () => {
      const { state } = fixture().platform;
      const key = newKey();
      await state.set(key, 0);
      const etag = (await state.get(key))?.etag;
      const results = await Promise.allSettled([1, 2, 3, 4, 5].map((value) => state.set(key, value, { etag })));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('loses no count of many who add to one entry by its etag, and keeps its time to live', async () => {
      const { state } = fixture().platform;
      const key = newKey();
      const add = async (): Promise<void> => {
        for (;;) {
          const known = await state.get<number>(key);
          try {
            await state.set(key, (known?.value ?? 0) + 1, { etag: known?.etag ?? null, ttlSeconds: 5 });
            return;
          } catch (error) {
            if (!(error instanceof StateConflict)) throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: 12 }, add));
      expect((await state.get(key))?.value).toBe(12);
      await until('it has expired', async () => (await state.get(key)) === null, patienceMs);
    });

    it('forgets an entry when its time is over, after which the key is new', async () => {
      const { state } = fixture().platform;
      const key = newKey();
      await state.set(key, 1, { ttlSeconds: 1 });
      expect((await state.get(key))?.value).toBe(1);
      await until('it has expired', async () => (await state.get(key)) === null, patienceMs);
      await state.set(key, 2, { etag: null });
      expect((await state.get(key))?.value).toBe(2);
    });

    it('survives a restart', async () => {
      const key = newKey();
      await fixture().platform.state.set(key, 'kept');
      const platform = await fixture().reopen();
      expect((await platform.state.get(key))?.value).toBe('kept');
    });
  });

  describe('secrets', () => {
    it('are given by their name', async () => {
      const { platform, secret } = fixture();
      expect(await platform.secret(secret.name)).toBe(secret.value);
    });

    it('are asked for in vain by a name that there is none of, which the error tells', async () => {
      await expect(fixture().platform.secret('no-such-secret')).rejects.toThrow(/no-such-secret/);
    });
  });
}
