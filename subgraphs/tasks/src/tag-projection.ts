import { badInput, notFound } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { TagState } from '@rondo/schema/events/tag.ts';
import { tagKey } from '@rondo/schema/filter/condition.ts';
import { isId } from '@rondo/schema/ids.ts';
import { ensureTags, findTags } from '@rondo/schema/methods/tags.ts';
import type { Tag } from './entities.ts';
import type { TagNames } from './state.ts';

const maximumTags = 50;
const maximumNameLength = 100;

/** Checked as the tags service will, so that a call is refused before it has any effect. */
export function checkTagNames(argument: string, names: readonly string[]): string[] {
  return names.map((name, index) =>
    cleanText(`${argument}.${index}`, name, { maximum: maximumNameLength, blank: false }),
  );
}

export function checkTagCount(argument: string, count: number): void {
  if (count > maximumTags) throw badInput(argument, `Expected at most ${maximumTags} tags on a task, got ${count}.`);
}

/**
 * Makes sure that `ids` are tags that a task may be given until this transaction ends. One whose event has not come yet
 * is asked for. Throws NOT_FOUND, `argument` being the list's place in the input.
 */
export async function useTags(operation: Operation, argument: string, ids: readonly string[]): Promise<void> {
  let known = await shareTags(operation, ids);
  const unknown = ids.filter((id) => isId('tag', id) && !known.has(id));
  if (unknown.length > 0) {
    const { tags } = await operation.invoke(findTags, { ids: unknown });
    await takeIn(operation, tags);
    known = await shareTags(operation, ids);
  }
  for (const [index, id] of ids.entries()) {
    if (known.get(id)?.deleted !== false) throw notFound(`${argument}.${index}`, 'tag', id);
  }
}

/** Those of `ids` that are still tags, locked as `useTags` does. */
export async function livingTags(operation: Operation, ids: readonly string[]): Promise<string[]> {
  const known = await shareTags(operation, ids);
  return ids.filter((id) => known.get(id)?.deleted === false);
}

/** The ids of the tags of those names, made where new. To be called once nothing else can refuse the call. */
export async function tagsOfNames(operation: Operation, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { tags } = await operation.invoke(ensureTags, { names: [...names] });
  await takeIn(operation, tags);
  return livingTags(
    operation,
    tags.map((tag) => tag.id),
  );
}

/** Locked against deletion: whoever removes one of them from all tasks waits, and then finds the task that was given it. */
async function shareTags({ em }: Operation, ids: readonly string[]): Promise<Map<string, Pick<Tag, 'deleted'>>> {
  if (ids.length === 0) return new Map();
  const rows = await queryRows<{ id: string; deleted: boolean }>(
    em,
    'select id, deleted from tasks.tag where id = any($1) order by id for share',
    [ids.filter((id) => isId('tag', id))],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Version 0: whatever an event says of them is newer. */
async function takeIn({ em, principal }: Operation, tags: readonly { id: string; name: string }[]): Promise<void> {
  for (const { id, name } of tags) {
    await queryRows(
      em,
      `insert into tasks.tag (id, owner_id, name, key, version, deleted) values ($1, $2, $3, $4, 0, false)
       on conflict (id) do nothing`,
      [id, principal.userId, name, tagKey(name)],
    );
  }
}

/** Takes what an event says of a tag, unless something newer is known. */
export async function noteTag({ em }: Operation, tag: TagState, deleted: boolean): Promise<void> {
  await queryRows(
    em,
    `insert into tasks.tag (id, owner_id, name, key, version, deleted) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set name = excluded.name, key = excluded.key, version = excluded.version,
       deleted = excluded.deleted
     where tag.version < excluded.version`,
    [tag.id, tag.ownerId, tag.name, tagKey(tag.name), tag.version, deleted],
  );
}

const namesInHand = new WeakMap<Operation, Map<string, string>>();

/** The names of tags, of those that are gone too. An operation asks once for each. */
export async function tagNames(operation: Operation, ids: ReadonlySet<string>): Promise<TagNames> {
  const names = namesInHand.get(operation) ?? new Map<string, string>();
  namesInHand.set(operation, names);
  const unknown = [...ids].filter((id) => !names.has(id));
  if (unknown.length > 0) {
    const rows = await queryRows<Pick<Tag, 'id' | 'name'>>(
      operation.em,
      'select id, name from tasks.tag where id = any($1)',
      [unknown],
    );
    for (const { id, name } of rows) names.set(id, name);
  }
  return names;
}

/** The ids of the owner's tags by `tagKey`, for the filter language. */
export async function tagIdsByKey(
  { em, principal }: Operation,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  if (keys.length === 0) return new Map();
  const rows = await queryRows<{ key: string; id: string }>(
    em,
    'select key, id from tasks.tag where owner_id = $1 and key = any($2) and not deleted',
    [principal.userId, keys],
  );
  return new Map(
    Map.groupBy(rows, (row) => row.key)
      .entries()
      .map(([key, tags]) => [key, tags.map((tag) => tag.id)]),
  );
}
