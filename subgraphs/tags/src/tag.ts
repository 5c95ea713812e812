import { type EntityDictionary, LockMode } from '@mikro-orm/core';
import { uniqueViolation } from '@rondo/platform/database/sql-state.ts';
import { badInput, conflict, notFound, versionConflict } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import { TagCreated, TagDeleted, TagMerged, TagRenamed, type TagState, TagUpdated } from '@rondo/schema/events/tag.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { type Tag, TagEntity } from './entities.ts';

export interface TagInput {
  id?: string | null;
  name: string;
  color?: string | null;
}

export interface TagChange {
  tag: Tag;
  /** Null where nothing changed. */
  eventId: string | null;
}

const maximumNameLength = 100;
const maximumMerged = 100;
/** Of listTagsAfter. */
const pageSize = 500;

/** Colours that new tags get in turn: the sixth shade of Open Color 1.9, dark enough to be told apart on white. */
const palette = ['#228be6', '#40c057', '#fab005', '#fd7e14', '#fa5252', '#be4bdb', '#7950f2', '#15aabf'] as const;

/** Makes a tag, or returns the one that the same call made before. */
export async function createTag(operation: Operation, input: TagInput): Promise<TagChange> {
  const name = tagName('input.name', input.name);
  const color = input.color == null ? null : tagColor(input.color);
  const id = input.id ?? newId('tag');
  if (!isId('tag', id)) {
    throw badInput('input.id', `Expected tag_ and a UUIDv7 in 26 base32 characters, got ${id.slice(0, 60)}.`);
  }
  await lockNames(operation);
  const existing = await operation.em.findOne(TagEntity, { id });
  if (existing) {
    const same = !existing.deletedAt && existing.name === name && (color ?? existing.color) === existing.color;
    if (!same) throw conflict('input.id', `A tag ${id} exists already, made with other input. Use a new id.`);
    return { tag: existing, eventId: null };
  }
  return insertTag(operation, { id, name, color });
}

/** Expects `lockNames`. */
async function insertTag(
  operation: Operation,
  input: { id: string; name: string; color: string | null },
): Promise<TagChange> {
  const { em, principal, now } = operation;
  const color = input.color ?? palette[(await em.count(TagEntity, {})) % palette.length] ?? palette[0];
  const tag = em.create(TagEntity, {
    id: input.id,
    ownerId: principal.userId,
    name: input.name,
    color,
    version: 1,
    createdAt: now,
    deletedAt: null,
  });
  await flushNamed(operation, 'input.name', input.name);
  const changes = [change('name', null, tag.name), change('color', null, tag.color)];
  return { tag, eventId: operation.emit(TagCreated, tag.id, { tag: tagState(tag), changes }) };
}

export async function updateTag(
  operation: Operation,
  input: { id: string; name?: string | null; color?: string | null; expectedVersion?: number | null },
): Promise<TagChange> {
  const tag = await lockTag(operation, 'id', input.id);
  if (input.expectedVersion != null && input.expectedVersion !== tag.version) {
    throw versionConflict('tag', input.expectedVersion, tag.version);
  }
  const name = input.name == null ? tag.name : tagName('input.name', input.name);
  const color = input.color == null ? tag.color : tagColor(input.color);
  const changes = [
    ...(name === tag.name ? [] : [change('name', tag.name, name)]),
    ...(color === tag.color ? [] : [change('color', tag.color, color)]),
  ];
  if (changes.length === 0) return { tag, eventId: null };
  const renamed = name !== tag.name;
  if (renamed) await lockNames(operation);
  operation.em.assign(tag, { name, color, version: tag.version + 1 });
  await flushNamed(operation, 'input.name', name);
  const data = { tag: tagState(tag), changes };
  return { tag, eventId: operation.emit(renamed ? TagRenamed : TagUpdated, tag.id, data) };
}

/** Removes a tag. Its tasks lose it by the event. */
export async function deleteTag(operation: Operation, input: { id: string }): Promise<{ id: string; eventId: string }> {
  const tag = await lockTag(operation, 'id', input.id);
  const data = removeTag(operation, tag);
  return { id: tag.id, eventId: operation.emit(TagDeleted, tag.id, data) };
}

/** The tasks of `from` get `into` instead, by the events of the tags that go. The event id is the last of theirs. */
export async function mergeTags(operation: Operation, input: { from: string[]; into: string }): Promise<TagChange> {
  const from = [...new Set(input.from)].toSorted();
  if (from.length === 0 || from.length > maximumMerged) {
    throw badInput('from', `Expected 1 to ${maximumMerged} tags to merge, got ${from.length}.`);
  }
  if (from.includes(input.into)) throw badInput('into', 'A tag cannot be merged into itself: leave it out of `from`.');
  const into = await lockTag(operation, 'into', input.into);
  const merged: Tag[] = [];
  for (const id of from) merged.push(await lockTag(operation, `from.${input.from.indexOf(id)}`, id));
  let eventId: string | null = null;
  for (const tag of merged) {
    const data = { ...removeTag(operation, tag), into: tagState(into) };
    eventId = operation.emit(TagMerged, tag.id, data);
  }
  return { tag: into, eventId };
}

/** The tags of those names, made where new, in the order of `names`. Calls at the same time get the same tags. */
export async function ensureTags(operation: Operation, names: readonly string[]): Promise<Tag[]> {
  const tags: Tag[] = [];
  for (const [index, given] of names.entries()) {
    const name = tagName(`input.tagNames.${index}`, given);
    tags.push((await findByName(operation, name)) ?? (await ensureTag(operation, name)));
  }
  return tags;
}

/** The same, with the colour that each gets where it is new. */
export async function importTags(
  operation: Operation,
  given: readonly { name: string; color: string }[],
): Promise<Tag[]> {
  const tags: Tag[] = [];
  for (const [index, { name: asked, color: wanted }] of given.entries()) {
    const name = tagName(`tags.${index}.name`, asked);
    const color = tagColor(wanted);
    tags.push((await findByName(operation, name)) ?? (await ensureTag(operation, name, color)));
  }
  return tags;
}

async function ensureTag(operation: Operation, name: string, color: string | null = null): Promise<Tag> {
  await lockNames(operation);
  // Another call may have made it since.
  const existing = await findByName(operation, name);
  return existing ?? (await insertTag(operation, { id: newId('tag'), name, color })).tag;
}

/** A page of the principal's tags by their ids. */
export function listTagsAfter({ em }: Operation, after: string | null): Promise<Tag[]> {
  const where = { deletedAt: null, ...(after === null ? {} : { id: { $gt: after } }) };
  return em.find(TagEntity, where, { orderBy: { id: 'asc' }, limit: pageSize });
}

/** Until the transaction ends, nobody else gives a tag of the principal's a name. */
async function lockNames({ em, principal }: Operation): Promise<void> {
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tags.names ${principal.userId}`]);
}

/** The tag of that name, case ignored, as the unique index compares names. */
async function findByName({ em }: Operation, name: string): Promise<Tag | null> {
  const [row] = await queryRows<EntityDictionary<Tag>>(
    em,
    'select * from tags.tag where lower(name) = lower($1) and deleted_at is null',
    [name],
  );
  return row ? em.map(TagEntity, row) : null;
}

async function lockTag({ em }: Operation, argument: string, id: string): Promise<Tag> {
  const where = { id, deletedAt: null };
  const tag = isId('tag', id) && (await em.findOne(TagEntity, where, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!tag) throw notFound(argument, 'tag', id);
  return tag;
}

function removeTag({ em, now }: Operation, tag: Tag): { tag: TagState; changes: FieldChange[] } {
  em.assign(tag, { deletedAt: now, version: tag.version + 1 });
  return { tag: tagState(tag), changes: [change('name', tag.name, null), change('color', tag.color, null)] };
}

async function flushNamed({ em }: Operation, argument: string, name: string): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    const violated = uniqueViolation(error);
    if (violated === 'tag_name_unique') {
      throw conflict(
        argument,
        `You have a tag named ${name} already (case does not count). Use that one, or another name.`,
      );
    }
    // Somebody else's id, whose row this role does not see.
    if (violated === 'tag_pkey') throw conflict('input.id', 'This id is taken. Use a new one.');
    throw error;
  }
}

function tagName(argument: string, given: string): string {
  return cleanText(argument, given, { maximum: maximumNameLength, blank: false });
}

function tagColor(given: string): string {
  const color = given.toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(color)) return color;
  throw badInput('input.color', `Expected a colour such as #4c6ef5, got ${given.slice(0, 30)}.`);
}

function change(field: string, from: string | null, to: string | null): FieldChange {
  return { field, from, to };
}

export function tagState(tag: Tag): TagState {
  return {
    id: tag.id,
    ownerId: tag.ownerId,
    name: tag.name,
    color: tag.color,
    version: tag.version,
    createdAt: tag.createdAt.toISOString(),
  };
}

/** Those of `ids` that are tags of the principal. */
export function findTags({ em }: Operation, ids: readonly string[]): Promise<Tag[]> {
  return em.find(TagEntity, { id: { $in: ids.filter((id) => isId('tag', id)) }, deletedAt: null });
}
