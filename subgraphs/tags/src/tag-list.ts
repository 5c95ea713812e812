import type { EntityDictionary } from '@mikro-orm/core';
import { type Connection, fetchPage, type PageArguments } from '@rondo/platform/connection.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { type Tag, TagEntity } from './entities.ts';

const maximumSearch = 500;

/** The principal's tags by name; `search` is a part of a name, case ignored. */
export async function listTags(
  context: ServiceContext,
  args: PageArguments & { search?: string | null },
): Promise<Connection<Tag>> {
  const search = args.search == null ? null : cleanText('search', args.search, { maximum: maximumSearch, blank: true });
  return fetchPage<EntityDictionary<Tag>, Tag>(
    context,
    {
      select: 'tag.*',
      from: 'tags.tag tag',
      where: `tag.deleted_at is null and ($1::text is null or strpos(lower(tag.name), lower($1)) > 0)`,
      params: [search],
      order: [
        { sql: 'lower(tag.name)', type: 'text' },
        { sql: 'tag.id', type: 'text' },
      ],
    },
    args,
    (row, em) => em.map(TagEntity, row),
  );
}
