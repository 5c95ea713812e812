import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import { readActivity } from '@rondo/schema/methods/activity.ts';
import { Activity0001 } from '../migrations/0001-activity.ts';
import { EntryEntity } from './entities.ts';
import { entriesAfter } from './entry-list.ts';
import { consumers } from './events.ts';
import { resolvers } from './resolvers.ts';

/** Every event of a user in one hash-chained log. */
export const activity: ServiceDefinition = {
  name: 'activity',
  resolvers,
  entities: [EntryEntity],
  migrations: [Activity0001],
  consumers,
  methods: [
    serve(readActivity, async (context, { after }) => ({
      entries: await context.read((operation) => entriesAfter(operation, after)),
    })),
  ],
};
