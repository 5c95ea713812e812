import type { FaultyItem } from './item.ts';

/** In UTF-16 code units. */
const maximumComponent = 256 * 1_024;

export interface IcsComponent {
  kind: 'component';
  /** `Line 12`: where it begins. */
  place: string;
  name: 'VTODO' | 'VEVENT' | 'VTIMEZONE';
  text: string;
}

const wanted: ReadonlySet<string> = new Set(['VTODO', 'VEVENT', 'VTIMEZONE']);

/**
 * The to-dos, events and time zones of a calendar (RFC 5545 §3.6), each as its text: a parser of the whole file at once would have
 * all of it in memory.
 */
export async function* readIcsComponents(chunks: AsyncIterable<string>): AsyncGenerator<IcsComponent | FaultyItem> {
  const splitter = new Splitter();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) yield* splitter.take(line);
    if (rest.length > maximumComponent) {
      yield* splitter.refuse('A line is longer than any may be.');
      return;
    }
  }
  if (rest !== '') yield* splitter.take(rest.replace(/\r$/, ''));
  yield* splitter.end();
}

class Splitter {
  #line = 0;
  #isCalendar = false;
  #component: { name: IcsComponent['name']; begun: number; lines: string[]; length: number } | undefined;

  *take(line: string): Generator<IcsComponent | FaultyItem> {
    this.#line += 1;
    const component = this.#component;
    const [, begins] = /^BEGIN:([A-Z-]+)\s*$/i.exec(line) ?? [];
    const name = begins?.toUpperCase();
    if (!component) {
      if (name === 'VCALENDAR') this.#isCalendar = true;
      if (!this.#isCalendar || !name || !wanted.has(name)) return;
      this.#component = { name: name as IcsComponent['name'], begun: this.#line, lines: [line], length: 0 };
      return;
    }
    component.length += line.length;
    // Too long: to its end it is not kept.
    if (component.length <= maximumComponent) component.lines.push(line);
    if (line.trim().toUpperCase() !== `END:${component.name}`) return;
    this.#component = undefined;
    const place = `Line ${component.begun}`;
    if (component.length > maximumComponent) yield { kind: 'fault', place, message: 'It is longer than any may be.' };
    else yield { kind: 'component', place, name: component.name, text: component.lines.join('\r\n') };
  }

  *refuse(message: string): Generator<FaultyItem> {
    yield { kind: 'fault', place: `Line ${this.#line + 1}`, message };
  }

  *end(): Generator<FaultyItem> {
    if (this.#component) {
      yield {
        kind: 'fault',
        place: `Line ${this.#component.begun}`,
        message: `There is no END:${this.#component.name}.`,
      };
    } else if (!this.#isCalendar) {
      yield { kind: 'fault', place: 'Line 1', message: 'Expected a calendar, which begins with BEGIN:VCALENDAR.' };
    }
  }
}
