import type { DragEvent } from 'react';

const TYPE = 'application/x-rondo-tasks';

export function dragTasks(event: DragEvent, ids: readonly string[], title: string): void {
  event.dataTransfer.setData(TYPE, JSON.stringify(ids));
  event.dataTransfer.setData('text/plain', title);
  event.dataTransfer.effectAllowed = 'move';
}

/** The ids of the tasks that are dropped; none where it is something else. */
export function draggedTasks(event: DragEvent): string[] {
  const data = event.dataTransfer.getData(TYPE);
  if (data === '') return [];
  event.preventDefault();
  return JSON.parse(data) as string[];
}
