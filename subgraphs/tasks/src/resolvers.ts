import { deleteTask, deleteTasks, restoreTask } from './bin.ts';
import { completeTask, completeTasks, reopenTask } from './completion.ts';
import { dueOf } from './due.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { momentKey, revertTask, tasksAsOf } from './history.ts';
import { importTasks } from './import/import.ts';
import { jobsById } from './import/job.ts';
import { countTasks, listSeries, listTasks } from './list.ts';
import { openTaskCounts, savedFiltersById, subtasksOf, tasksById } from './loaders.ts';
import { parseTask, quickAddTask } from './quick-add.ts';
import { deleteSavedFilter, savedFilters, saveFilter } from './saved-filter.ts';
import { taskStatistics } from './statistics.ts';
import { createTask, updateTask, updateTasks } from './task.ts';

export const resolvers: Resolvers = {
  Query: {
    task: (_parent, { id }, context) => context.load(tasksById, id),
    tasks: (_parent, args, context) => listTasks(context, args),
    taskStatistics: (_parent, args, context) => context.read((operation) => taskStatistics(operation, args)),
    parseTask: (_parent, { text }, context) => parseTask(context.principal, text),
    savedFilters: (_parent, _args, context) => context.read(savedFilters),
  },
  Mutation: {
    createTask: (_parent, { input }, context) => context.write((operation) => createTask(operation, input)),
    quickAddTask: (_parent, args, context) => context.write((operation) => quickAddTask(operation, args)),
    updateTask: (_parent, args, context) => context.write((operation) => updateTask(operation, args)),
    completeTask: (_parent, args, context) => context.write((operation) => completeTask(operation, args)),
    reopenTask: (_parent, args, context) => context.write((operation) => reopenTask(operation, args)),
    deleteTask: (_parent, args, context) => context.write((operation) => deleteTask(operation, args)),
    restoreTask: (_parent, { id }, context) => context.write((operation) => restoreTask(operation, id)),
    revertTask: (_parent, args, context) => context.write((operation) => revertTask(operation, args)),
    updateTasks: (_parent, args, context) => context.write((operation) => updateTasks(operation, args)),
    completeTasks: (_parent, { ids }, context) => context.write((operation) => completeTasks(operation, ids)),
    deleteTasks: (_parent, { ids }, context) => context.write((operation) => deleteTasks(operation, ids)),
    saveFilter: (_parent, args, context) => context.write((operation) => saveFilter(operation, args)),
    deleteSavedFilter: (_parent, { id }, context) => context.write((operation) => deleteSavedFilter(operation, id)),
    importTasks: (_parent, args, context) => importTasks(context, args),
  },
  Due: {
    at: (due) => new Date(due.at),
  },
  Task: {
    __resolveReference: ({ id }, context) => context.load(tasksById, id),
    due: dueOf,
    tags: ({ tagIds }) => tagIds.map((id) => ({ id })),
    parent: ({ parentId }, _args, context) => (parentId ? context.load(tasksById, parentId) : null),
    subtasks: ({ id }, _args, context) => context.load(subtasksOf, id),
    series: ({ seriesId }) => (seriesId ? { id: seriesId } : null),
    asOf: ({ id }, { at }, context) => context.load(tasksAsOf, momentKey(id, at)),
  },
  TaskSnapshot: {
    tags: ({ tagIds }) => tagIds.map((id) => ({ id })),
  },
  Tag: {
    __resolveReference: ({ id }) => ({ id }),
    openTaskCount: ({ id }, _args, context) => context.load(openTaskCounts, id),
  },
  Series: {
    __resolveReference: ({ id }) => ({ id }),
    tasks: ({ id }, args, context) => listSeries(context, { id, ...args }),
  },
  SavedFilter: {
    __resolveReference: ({ id }, context) => context.load(savedFiltersById, id),
    count: ({ query }, _args, context) => countTasks(context, { query }),
  },
  ImportJob: {
    __resolveReference: ({ id }, context) => context.load(jobsById, id),
  },
};
