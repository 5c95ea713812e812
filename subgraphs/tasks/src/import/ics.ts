import { RondoError } from '@rondo/platform/errors.ts';
import type { Priority, TaskStatus } from '@rondo/schema/events/task.ts';
import ICAL from 'ical.js';
import type { WallDue } from '../due.ts';
import { readAlarms } from './ics-alarm.ts';
import { type IcsComponent, readIcsComponents } from './ics-components.ts';
import { IcsClock, keyOf } from './ics-time.ts';
import {
  type FaultyItem,
  type ImportedRecurrence,
  type ImportItem,
  type ReadingContext,
  readTask,
  type TaskItem,
} from './item.ts';

/** Seconds. */
const maximumDuration = 100 * 366 * 86_400;

/**
 * To-dos and events of a calendar as tasks. A repeating one becomes a series from its next occurrence on; an occurrence that
 * the file has apart (RECURRENCE-ID) becomes a task of its own, which its series leaves out. An event that is over is completed.
 */
export async function* readIcs(chunks: AsyncIterable<string>, context: ReadingContext): AsyncGenerator<ImportItem> {
  const clock = new IcsClock(context.timeZone);
  for await (const component of readIcsComponents(chunks)) {
    if (component.kind === 'fault') yield component;
    else if (component.name === 'VTIMEZONE') yield* learn(clock, component);
    else yield* readComponent(component, clock, context);
  }
}

function* learn(clock: IcsClock, { text, place }: IcsComponent): Generator<FaultyItem> {
  try {
    clock.learn(text);
  } catch (error) {
    const reason = error instanceof RangeError ? ` ${error.message}` : '';
    yield { kind: 'fault', place, message: `This time zone is malformed.${reason}` };
  }
}

function* readComponent(
  { text, place, name }: IcsComponent,
  clock: IcsClock,
  context: ReadingContext,
): Generator<TaskItem | FaultyItem> {
  let component: ICAL.Component;
  try {
    component = new ICAL.Component(ICAL.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : '';
    yield { kind: 'fault', place, message: `It is malformed: ${reason}` };
    return;
  }
  const uid = textOf(component, 'uid');
  const recurrenceId = component.getFirstProperty('recurrence-id');
  const source = `ICS ${uid === '' ? text : uid}${recurrenceId ? ` ${recurrenceId.toICALString()}` : ''}`;
  yield readTask(place, source, () => {
    const read = new ComponentReader(component, clock, context, name === 'VEVENT');
    try {
      return read.fields(uid, recurrenceId);
    } catch (error) {
      // Of the parser's own kind: some values are read only when they are asked for.
      if (error instanceof Error && !(error instanceof RondoError)) throw new RangeError(error.message.slice(0, 200));
      throw error;
    }
  });
}

class ComponentReader {
  readonly #component: ICAL.Component;
  readonly #clock: IcsClock;
  readonly #context: ReadingContext;
  readonly #isEvent: boolean;
  readonly #warnings: string[] = [];

  constructor(component: ICAL.Component, clock: IcsClock, context: ReadingContext, isEvent: boolean) {
    this.#component = component;
    this.#clock = clock;
    this.#context = context;
    this.#isEvent = isEvent;
  }

  fields(
    uid: string,
    recurrenceId: ICAL.Property | null,
  ): Parameters<typeof readTask>[2] extends () => infer F ? F : never {
    const component = this.#component;
    const start = this.#due('dtstart');
    const due = this.#isEvent ? start : (this.#due('due') ?? this.#afterDuration(start) ?? start);
    if (recurrenceId) this.#noteOverride(uid, recurrenceId, due);
    const recurrence = recurrenceId ? null : this.#recurrence(uid, due);
    const over = this.#isEvent && !recurrence && this.#isOver(due);
    const status = this.#status(over);
    const open = status === 'OPEN' || status === 'IN_PROGRESS';
    const parent = component
      .getAllProperties('related-to')
      .find((property) =>
        [undefined, 'PARENT'].includes(String(property.getFirstParameter('reltype') ?? 'PARENT').toUpperCase()),
      );
    return {
      title: textOf(component, 'summary'),
      description: [textOf(component, 'description'), ...this.#remarks()].filter((text) => text !== '').join('\n\n'),
      tags: component.getAllProperties('categories').flatMap((property) => property.getValues().map(String)),
      priority: this.#priority(),
      status,
      due,
      recurrence: open ? recurrence : null,
      parentSource: parent ? `ICS ${String(parent.getFirstValue())}` : null,
      reminders: readAlarms(component, { clock: this.#clock, due, start, warnings: this.#warnings }),
      createdAt: this.#clock.instantOf(component.getFirstProperty('created')),
      completedAt: status === 'COMPLETED' ? this.#completedAt(due) : null,
      warnings: this.#warnings,
    };
  }

  #due(name: string): WallDue | null {
    const property = this.#component.getFirstProperty(name);
    return property ? this.#clock.dueOf(property) : null;
  }

  #afterDuration(start: WallDue | null): WallDue | null {
    const duration = this.#component.getFirstPropertyValue('duration');
    const property = this.#component.getFirstProperty('dtstart');
    if (!start || !property || !(duration instanceof ICAL.Duration)) return null;
    // The parser counts it off month by month.
    if (!(Math.abs(duration.toSeconds()) <= maximumDuration)) {
      throw new RangeError('DURATION: Expected at most a hundred years.');
    }
    const time = property.getFirstValue();
    if (!(time instanceof ICAL.Time)) return null;
    const end = time.clone();
    end.addDuration(duration);
    const moved = property.getFirstParameter('tzid');
    const ended = new ICAL.Property('dtstart');
    if (typeof moved === 'string') ended.setParameter('tzid', moved);
    ended.setValue(end);
    return this.#clock.dueOf(ended);
  }

  /** The occurrence is left to its own task. */
  #noteOverride(uid: string, recurrenceId: ICAL.Property, due: WallDue | null): void {
    const [key] = this.#clock.keysOf(recurrenceId, due?.timeZone ?? this.#context.timeZone);
    const known = this.#context.overrides.get(uid);
    if (!key || known?.includes(key)) return;
    if (known) known.push(key);
    else this.#context.overrides.set(uid, [key]);
  }

  #recurrence(uid: string, due: WallDue | null): ImportedRecurrence | null {
    const component = this.#component;
    const [rule, ...others] = component.getAllProperties('rrule');
    if (others.length > 0) this.#warnings.push('only the first RRULE is kept');
    if (component.hasProperty('rdate')) this.#warnings.push('RDATE is left out');
    if (!rule) return null;
    if (!due) {
      this.#warnings.push('RRULE is left out, as there is no date to count from');
      return null;
    }
    const excluded = component.getAllProperties('exdate').flatMap((each) => this.#clock.keysOf(each, due.timeZone));
    const skipped = [...new Set([...excluded, ...(this.#context.overrides.get(uid) ?? [])])].toSorted();
    const mode = textOf(component, 'x-rondo-mode').toUpperCase() === 'COMPLETION' ? 'COMPLETION' : 'SCHEDULE';
    const missed = textOf(component, 'x-rondo-missed').toUpperCase() === 'KEEP' ? 'KEEP' : 'SKIP';
    const today = this.#context.now.toLocaleDateString('sv', { timeZone: due.timeZone });
    return {
      ...{ rule: String(rule.getFirstValue()), mode, missed, start: keyOf(due), skipped },
      // Nobody catches up on the meetings of years; a to-do that is late is still to do.
      notBefore: this.#isEvent ? `${today}T00:00:00` : null,
    };
  }

  #isOver(due: WallDue | null): boolean {
    const end = this.#due('dtend') ?? due;
    return end !== null && this.#clock.instantOfDue(end) <= this.#context.now.getTime() && !this.#isToday(due);
  }

  #isToday(due: WallDue | null): boolean {
    return due?.time === null && due.date >= this.#context.now.toLocaleDateString('sv', { timeZone: due.timeZone });
  }

  #status(over: boolean): TaskStatus {
    const status = textOf(this.#component, 'status').toUpperCase();
    if (status === 'CANCELLED') return 'CANCELLED';
    if (status === 'COMPLETED' || over || textOf(this.#component, 'completed') !== '') return 'COMPLETED';
    return status === 'IN-PROCESS' ? 'IN_PROGRESS' : 'OPEN';
  }

  #completedAt(due: WallDue | null): string | null {
    const said = this.#clock.instantOf(this.#component.getFirstProperty('completed'));
    const end = this.#isEvent ? (this.#due('dtend') ?? due) : null;
    return said ?? (end && new Date(this.#clock.instantOfDue(end)).toISOString());
  }

  /** RFC 5545 §3.8.1.9: 1 to 4 is high, 5 medium, 6 to 9 low. */
  #priority(): Priority {
    const given = Number(textOf(this.#component, 'priority') || 0);
    if (!(given >= 1 && given <= 9)) return 'NONE';
    if (given <= 4) return 'HIGH';
    return given === 5 ? 'MEDIUM' : 'LOW';
  }

  #remarks(): string[] {
    const [location, url] = [textOf(this.#component, 'location'), textOf(this.#component, 'url')];
    return [...(location === '' ? [] : [`Location: ${location}`]), ...(url === '' ? [] : [url])];
  }
}

function textOf(component: ICAL.Component, name: string): string {
  const value = component.getFirstPropertyValue(name);
  return value === null || value === undefined ? '' : String(value).trim();
}
