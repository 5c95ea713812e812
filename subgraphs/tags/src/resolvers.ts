import type { Operation } from '@rondo/platform/operation.ts';
import { isId } from '@rondo/schema/ids.ts';
import type { Tag } from './entities.ts';
import { TagEntity } from './entities.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { createTag, deleteTag, mergeTags, updateTag } from './tag.ts';
import { listTags } from './tag-list.ts';

export const resolvers: Resolvers = {
  Query: {
    tag: async (_parent, { id }, context) => {
      const tag = await context.load(tagsById, id);
      return tag?.deletedAt ? null : tag;
    },
    tags: (_parent, args, context) => listTags(context, args),
  },
  Mutation: {
    createTag: (_parent, { input }, context) => context.write((operation) => createTag(operation, input)),
    updateTag: (_parent, { id, input, expectedVersion }, context) =>
      context.write((operation) => updateTag(operation, { id, ...input, expectedVersion })),
    deleteTag: (_parent, { id }, context) => context.write((operation) => deleteTag(operation, { id })),
    mergeTags: (_parent, { from, into }, context) => context.write((operation) => mergeTags(operation, { from, into })),
  },
  Tag: {
    __resolveReference: ({ id }, context) => context.load(tagsById, id),
  },
};

async function tagsById({ em }: Operation, ids: readonly string[]): Promise<(Tag | null)[]> {
  const tags = await em.find(TagEntity, { id: { $in: ids.filter((id) => isId('tag', id)) } });
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  return ids.map((id) => byId.get(id) ?? null);
}
