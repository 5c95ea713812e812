import { badInput } from '@rondo/platform/errors.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import type { Piece, TransferFormat } from '@rondo/schema/methods/transfer.ts';
import { exportCalendar } from '../calendar/calendar.ts';
import { exportCsv } from './csv.ts';
import { exportJson } from './json.ts';
import { exportTodoist } from './todoist.ts';

const writers = { JSON: exportJson, CSV: exportCsv, ICS: exportCalendar, TODOIST_CSV: exportTodoist } as const;

/** A piece of an export, from `cursor` on: whoever hands it over asks for the next when it has got rid of this one. */
export function readExport(
  context: ServiceContext,
  { format, cursor }: { format: TransferFormat; cursor: string | null },
): Promise<Piece> {
  if (context.principal.userId === '') throw badInput('format', 'Sign in first.');
  return writers[format](context, cursor);
}
