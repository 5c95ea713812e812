import type { TransferFormat } from '@rondo/schema/methods/transfer.ts';
import type { ImportItem, ReadingContext, TaskItem } from '../import/item.ts';
import { readItems } from '../import/reader.ts';

export const reading = (format: TransferFormat): ReadingContext => ({
  format,
  timeZone: 'Europe/Paris',
  // A Saturday.
  now: new Date('2026-11-21T12:00:00.000Z'),
  overrides: new Map(),
});

/** What is read of a text that comes in chunks of `size` characters. */
export async function readText(
  format: TransferFormat,
  text: string,
  { size = 1_000, context = reading(format) }: { size?: number; context?: ReadingContext } = {},
): Promise<ImportItem[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  return Array.fromAsync(readItems(chunks(), context));
}

/** The only task of a text. */
export async function readOne(format: TransferFormat, text: string): Promise<TaskItem> {
  const items = (await readText(format, text)).filter(({ kind }) => kind === 'task' || kind === 'fault');
  const [item] = items;
  if (items.length !== 1 || item?.kind !== 'task') throw new Error(`Expected one task, got ${JSON.stringify(items)}`);
  return item;
}

/** The faults of a text, as a user is told of them. */
export async function faultsOf(format: TransferFormat, text: string): Promise<string[]> {
  const items = await readText(format, text);
  return items.flatMap((item) => (item.kind === 'fault' ? [`${item.place}: ${item.message}`] : []));
}
