import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import { applyTaskChanges as applyTaskChangesMethod } from '@rondo/schema/methods/task-changes.ts';
import * as methods from '@rondo/schema/methods/tasks.ts';
import * as transfer from '@rondo/schema/methods/transfer.ts';
import { Tasks0001 } from '../migrations/0001-tasks.ts';
import { Tasks0002 } from '../migrations/0002-transfer.ts';
import { applyTaskChanges } from './bound-change.ts';
import { createFeed, deleteFeed, findFeed, listFeeds, readFeed, renewFeed } from './calendar/feed.ts';
import { OwnerZoneEntity, SavedFilterEntity, TagEntity, TaskEntity, TaskVersionEntity } from './entities.ts';
import { consumers } from './events.ts';
import { readExport } from './export/export.ts';
import { startImport } from './import/import.ts';
import { appendPart, beginJob, dropJob } from './import/job.ts';
import { startImports } from './import/runner.ts';
import { createOccurrence, findTasks, getTask, joinSeries, leaveSeries, moveTask, skipTask } from './occurrence.ts';
import { startPurge } from './purge.ts';
import { resolvers } from './resolvers.ts';

/** Tasks with their history and bin, search and filters over them, statistics, quick add. */
export const tasks: ServiceDefinition = {
  name: 'tasks',
  resolvers,
  entities: [TaskEntity, TaskVersionEntity, TagEntity, OwnerZoneEntity, SavedFilterEntity],
  migrations: [Tasks0001, Tasks0002],
  consumers,
  methods: [
    serve(methods.getTask, (context, input) => context.read((operation) => getTask(operation, input))),
    serve(methods.findTasks, (context, input) => context.read((operation) => findTasks(operation, input))),
    serve(methods.createOccurrence, (context, input) =>
      context.write((operation) => createOccurrence(operation, input)),
    ),
    serve(methods.joinSeries, (context, input) => context.write((operation) => joinSeries(operation, input))),
    serve(methods.leaveSeries, (context, input) => context.write((operation) => leaveSeries(operation, input))),
    serve(methods.skipTask, (context, input) => context.write((operation) => skipTask(operation, input))),
    serve(methods.moveTask, (context, input) => context.write((operation) => moveTask(operation, input))),
    serve(applyTaskChangesMethod, async (context, { changes }) => {
      await context.write((operation) => applyTaskChanges(operation, changes));
      return {};
    }),
    serve(transfer.beginImport, (context, { format }) => context.write((operation) => beginJob(operation, format))),
    serve(transfer.appendImport, async (context, input) => {
      await context.write((operation) => appendPart(operation, input));
      return {};
    }),
    serve(transfer.startImport, startImport),
    serve(transfer.readExport, readExport),
    serve(transfer.createCalendarFeed, (context, input) => context.write((operation) => createFeed(operation, input))),
    serve(transfer.listCalendarFeeds, async (context) => ({ feeds: await context.read(listFeeds) })),
    serve(transfer.renewCalendarFeed, (context, input) => context.write((operation) => renewFeed(operation, input))),
    serve(transfer.deleteCalendarFeed, async (context, input) => {
      await context.write((operation) => deleteFeed(operation, input));
      return {};
    }),
    serve(transfer.findCalendarFeed, (context, input) => context.read((operation) => findFeed(operation, input))),
    serve(transfer.readCalendarFeed, readFeed),
    serve(transfer.dropImport, async (context, { jobId }) => {
      await context.write((operation) => dropJob(operation, jobId));
      return {};
    }),
  ],
  async start(host) {
    await using stack = new AsyncDisposableStack();
    stack.use(await startPurge(host));
    stack.use(await startImports(host));
    return stack.move();
  },
};
