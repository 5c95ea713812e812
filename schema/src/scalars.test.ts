import { describe, expect, it } from 'vitest';
import { scalars } from './scalars.ts';

const accepted: [keyof typeof scalars, string, unknown][] = [
  ['DateTime', '2026-03-29T02:30:00+02:00', new Date('2026-03-29T00:30:00.000Z')],
  ['Date', '2024-02-29', '2024-02-29'],
  ['LocalTime', '09:30', '09:30:00'],
  ['LocalDateTime', '2026-03-29T02:30', '2026-03-29T02:30:00'],
  ['TimeZone', 'europe/paris', 'Europe/Paris'],
  ['Duration', '-P1D', '-P1D'],
];

const refused: [keyof typeof scalars, unknown][] = [
  ['DateTime', '2026-02-30T02:30:00Z'],
  ['DateTime', '2026-03-29'],
  ['DateTime', 1_234_567],
  ['Date', '2026-02-30'],
  ['Date', '2026-02-29'],
  ['LocalTime', '24:00'],
  ['LocalTime', '09:30:00.5'],
  ['LocalDateTime', '2026-02-30T02:30:00'],
  ['LocalDateTime', '2026-03-29T02:30:00Z'],
  ['TimeZone', 'Mars/Olympus'],
  ['TimeZone', '+02:00'],
  ['Duration', 'PT'],
  ['Duration', 'fifteen minutes'],
];

describe('scalars', () => {
  it.each(accepted)('%s takes %s in its canonical form', (name, input, expected) => {
    expect(scalars[name].parseValue(input)).toEqual(expected);
  });

  it.each(refused)('%s refuses %s, so that no subgraph sees it', (name, input) => {
    expect(() => scalars[name].parseValue(input)).toThrow();
  });
});
