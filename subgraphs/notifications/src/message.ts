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

const asDate = { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' } as const;
const dates = new Intl.DateTimeFormat('en-GB', asDate);
const times = new Intl.DateTimeFormat('en-GB', { ...asDate, hour: '2-digit', minute: '2-digit' });

/** On the wall clock of the due, whatever its zone: `29 March 2026 at 09:30`. */
function dueText({ date, time }: DueState): string {
  const wall = new Date(`${date}T${time ?? '00:00:00'}Z`);
  return (time === null ? dates : times).format(wall);
}
