import type { TransferFormat } from '@rondo/schema/methods/transfer.ts';
import { describe, expect, it } from 'vitest';
import { reading } from '../testing/reading.ts';
import { readItems } from './reader.ts';

const records: Record<TransferFormat, { begin: string; record: (index: number) => string; end: string }> = {
  CSV: { begin: 'title,description\n', record: (index) => `Task ${index},${'x'.repeat(4_000)}\n`, end: '' },
  TODOIST_CSV: {
    begin: 'TYPE,CONTENT,DESCRIPTION\n',
    record: (index) => `task,T${index},${'x'.repeat(4_000)}\n`,
    end: '',
  },
  JSON: {
    begin: '{"tasks": [',
    record: (index) => `${index > 0 ? ',' : ''}{"title": "T${index}", "description": "${'x'.repeat(4_000)}"}`,
    end: ']}',
  },
  ICS: {
    begin: 'BEGIN:VCALENDAR\r\n',
    record: (index) => `BEGIN:VTODO\r\nUID:${index}\r\nSUMMARY:T\r\nDESCRIPTION:${'x'.repeat(4_000)}\r\nEND:VTODO\r\n`,
    end: 'END:VCALENDAR\r\n',
  },
};

describe('a file of 10 000 records and 40 MB', () => {
  it.each(Object.entries(records))(
    'is read a record at a time, never far ahead: %s',
    async (format, { begin, record, end }) => {
      let written = 0;
      let furthest = 0;
      let read = 0;
      async function* chunks() {
        yield begin;
        for (; written < 10_000; written++) yield record(written);
        yield end;
      }
      for await (const item of readItems(chunks(), reading(format as TransferFormat))) {
        expect(item.kind).toBe('task');
        read += 1;
        furthest = Math.max(furthest, written - read);
      }
      expect(read).toBe(10_000);
      // What streams and parsers hold: not the file, of which this is one part in fifty.
      expect(furthest).toBeLessThan(200);
    },
  );
});
