import type { EntityDictionary } from '@mikro-orm/core';
import { type Connection, fetchPage, type PageArguments } from '@rondo/platform/connection.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { type Tag, TagEntity } from './entities.ts';

/** The principal's tags by name; `search` is a part of a name, case ignored. */
export function listTags(
  context: ServiceContext,
  args: PageArguments & { search?: string | null },
): Promise<Connection<Tag>> {
  return fetchPage<EntityDictionary<Tag>, Tag>(
    context,
    {
      select: 'tag.*',
      from: 'tags.tag tag',
      where: `tag.deleted_at is null and ($1::text is null or strpos(lower(tag.name), lower($1)) > 0)`,
      params: [args.search ?? null],
      order: [
        { sql: 'lower(tag.name)', type: 'text' },
        { sql: 'tag.id', type: 'text' },
      ],
    },
    args,
    (row, em) => em.map(TagEntity, row),
  );
}
