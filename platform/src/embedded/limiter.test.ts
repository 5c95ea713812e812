import { expect, it } from 'vitest';
import { Limiter } from './limiter.ts';

it('lets no more run at the same time than it was told, in their order, and goes on after one that failed', async () => {
  const limiter = new Limiter(2);
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const running = gates.map((gate, n) =>
    limiter.run(async () => {
      begun.push(n);
      await gate.promise;
      return n;
    }),
  );
  const settled = Promise.allSettled(running);
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error('it failed'));
  await expect(running[1]).rejects.toThrow('it failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
