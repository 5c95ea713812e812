import type { DueState } from '@rondo/schema/events/task.ts';

/** What a reminder says, on every channel. */
export interface Message {
  title: string;
  body: string;
}

/** Plain text, whatever the task's title holds. */
export function messageOf(task: { title: string; due: DueState | null }): Message {
  return { title: task.title, body: task.due ? `Due ${dueText(task.due)}` : 'You asked to be reminded of this.' };
}

/** In the due's own zone: `29 March 2026 at 09:30`. */
function dueText({ at, time, timeZone }: DueState): string {
  return formatter(timeZone, time !== null).format(new Date(at));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a hundred times as long as using it. There are some 600 zones. */
function formatter(timeZone: string, withTime: boolean): Intl.DateTimeFormat {
  const key = `${timeZone} ${withTime}`;
  let known = formatters.get(key);
  if (!known) {
    const time = withTime ? ({ hour: '2-digit', minute: '2-digit' } as const) : {};
    known = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric', ...time });
    formatters.set(key, known);
  }
  return known;
}
