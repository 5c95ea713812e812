import { expect, it } from 'vitest';
import { murmur2, partitionCount, partitionOf } from './partition.ts';

it('hashes as Kafka does, by the values of its own tests', () => {
  const known: Record<string, number> = {
    '21': -973932308,
    foobar: -790332482,
    'a-little-bit-long-string': -985981536,
    'a-little-bit-longer-string': -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
    abc: 479470107,
  };
  for (const [text, hash] of Object.entries(known)) expect(murmur2(Buffer.from(text))).toBe(hash);
});

it('gives a key one of the partitions, and spreads keys over all of them', () => {
  const partitions = Array.from({ length: 1_000 }, (_, n) => partitionOf(`user_${n}`));
  expect(new Set(partitions).size).toBe(partitionCount);
  expect(Math.min(...partitions)).toBe(0);
  expect(Math.max(...partitions)).toBe(partitionCount - 1);
});
