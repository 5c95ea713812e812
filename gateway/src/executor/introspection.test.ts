import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { executorOf, federate } from './testing/federation.ts';

test('answers to introspection are not kept for as long as their plans, however much they are', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const fields = Array.from({ length: 40 }, (_, i) => `field${i}: T`).join(' ');
  const executor = executorOf(federate({ a: { sdl: `type Query { t: T } type T { ${fields} }` } }));
  const ask = (n: number) =>
    parse(
      `{ a${n}: __schema { types { fields { type { fields { ${Array.from({ length: 20 }, (_, i) => `a${i}: name`).join(' ')} } } } } } }`,
    );
  const heapUsed = async (): Promise<number> => {
    // What a weak reference was made to or read from is kept until the end of the turn.
    await setImmediate();
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const { data } = await executor.execute({ document: ask(0) });
  const size = JSON.stringify(data).length;
  expect(size).toBeGreaterThan(200_000);
  const before = await heapUsed();
  for (let n = 1; n <= 10; n++) await executor.execute({ document: ask(n) });
  expect((await heapUsed()) - before).toBeLessThan(10 * size);
});
