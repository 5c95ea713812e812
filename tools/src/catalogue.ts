import { completeTasks, deleteTasks, rescheduleTasks, updateTasks } from './bulk-tools.ts';
import { taskHistory, taskStatistics } from './insight-tools.ts';
import { previewRecurrence, setRecurrence } from './recurrence-tools.ts';
import { listTags } from './tags.ts';
import { addTask, findTasks, getTask, quickAddTask, updateTask } from './task-tools.ts';
import type { Tool } from './tool.ts';

/** Every tool that there is, to the assistant and over MCP alike. */
export const tools: readonly Tool[] = [
  findTasks,
  getTask,
  addTask,
  quickAddTask,
  updateTask,
  completeTasks,
  rescheduleTasks,
  updateTasks,
  deleteTasks,
  previewRecurrence,
  setRecurrence,
  listTags,
  taskStatistics,
  taskHistory,
];

export const toolsByName: ReadonlyMap<string, Tool> = new Map(tools.map((tool) => [tool.name, tool]));
