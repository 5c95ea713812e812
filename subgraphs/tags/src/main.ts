import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import * as methods from '@rondo/schema/methods/tags.ts';
import { Tags0001 } from '../migrations/0001-tags.ts';
import { TagEntity } from './entities.ts';
import { consumers } from './events.ts';
import { resolvers } from './resolvers.ts';
import { ensureTags, findTags, importTags, listTagsAfter } from './tag.ts';

/** Labels on tasks: names unique per user ignoring case, colours, merging. */
export const tags: ServiceDefinition = {
  name: 'tags',
  resolvers,
  entities: [TagEntity],
  migrations: [Tags0001],
  consumers,
  methods: [
    serve(methods.ensureTags, async (context, { names }) => ({
      tags: await context.write((operation) => ensureTags(operation, names)),
    })),
    serve(methods.findTags, async (context, { ids }) => ({
      tags: await context.read((operation) => findTags(operation, ids)),
    })),
    serve(methods.listTags, async (context, { after }) => ({
      tags: await context.read((operation) => listTagsAfter(operation, after)),
    })),
    serve(methods.importTags, async (context, { tags: given }) => ({
      tags: await context.write((operation) => importTags(operation, given)),
    })),
  ],
};
