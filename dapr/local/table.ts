import type { Part } from './parts/part.ts';

const columns = ['part', 'version', 'taken from', 'address', 'state'] as const;

/** What runs, a line a part. */
export function table(parts: readonly Part[]): string {
  const rows = [
    [...columns],
    ...parts.map(({ name, version, from, address, state = 'running' }) => [name, version, from, address, state]),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
