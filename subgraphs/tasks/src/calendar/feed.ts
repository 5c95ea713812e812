import { createHash, randomBytes } from 'node:crypto';
import { badInput, notFound } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { isSystem } from '@rondo/platform/principal.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import type { CalendarFeed, findCalendarFeed, Piece } from '@rondo/schema/methods/transfer.ts';
import type { z } from 'zod';
import { savedFiltersById } from '../loaders.ts';
import { selectTasks } from '../selection.ts';
import { readCalendar } from './calendar.ts';

/** Of one user. */
const maximumFeeds = 50;
const maximumTasks = 20_000;
/** Days that a closed task stays in the feed of all tasks. */
const closedDays = 90;

interface FeedRow {
  id: string;
  filter_id: string | null;
  component: CalendarFeed['component'];
  created_at: string;
  last_read_at: string | null;
}

export interface FeedWithSecret {
  feed: CalendarFeed;
  /** 256 random bits: shown once, and kept as a hash. */
  secret: string;
}

/** Makes a feed. Throws NOT_FOUND for a filter that is not there. */
export async function createFeed(
  operation: Operation,
  { filterId, component }: { filterId: string | null; component: CalendarFeed['component'] },
): Promise<FeedWithSecret> {
  const { em, principal, now } = operation;
  if (filterId !== null) await findFilter(operation, 'filterId', filterId);
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tasks.feeds ${principal.userId}`]);
  if ((await listFeeds(operation)).length >= maximumFeeds) {
    throw badInput('feed', `There can be ${maximumFeeds} calendar feeds at most. Delete one first.`);
  }
  const secret = newSecret();
  const [row] = await queryRows<FeedRow>(
    em,
    `insert into tasks.calendar_feed (id, owner_id, filter_id, component, secret_hash, time_zone, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning *`,
    [newId('feed'), principal.userId, filterId, component, hashOf(secret), principal.timeZone, now],
  );
  return { feed: feedOf(row), secret };
}

/** The oldest first. */
export async function listFeeds({ em }: Operation): Promise<CalendarFeed[]> {
  const rows = await queryRows<FeedRow>(em, 'select * from tasks.calendar_feed order by created_at, id');
  return rows.map(feedOf);
}

/** Gives a feed another secret. */
export async function renewFeed({ em }: Operation, { id }: { id: string }): Promise<FeedWithSecret> {
  const secret = newSecret();
  const [row] = await queryRows<FeedRow>(
    em,
    'update tasks.calendar_feed set secret_hash = $2 where id = $1 returning *',
    [checked(id), hashOf(secret)],
  );
  if (!row) throw notFound('id', 'calendar feed', id);
  return { feed: feedOf(row), secret };
}

export async function deleteFeed({ em }: Operation, { id }: { id: string }): Promise<void> {
  const rows = await queryRows(em, 'delete from tasks.calendar_feed where id = $1 returning 1', [checked(id)]);
  if (rows.length === 0) throw notFound('id', 'calendar feed', id);
}

/** By the hash of a secret, of any owner: for the system alone, which asks for whoever has the secret. */
export async function findFeed(
  operation: Operation,
  { secretHash }: { secretHash: string },
): Promise<z.infer<(typeof findCalendarFeed)['output']>> {
  if (!isSystem(operation.principal)) throw notFound('secretHash', 'calendar feed', secretHash);
  const [found] = await queryRows<{ feedId: string; ownerId: string; timeZone: string }>(
    operation.em,
    `select feed.id as "feedId", feed.owner_id as "ownerId", coalesce(zone.time_zone, feed.time_zone) as "timeZone"
     from tasks.calendar_feed feed left join tasks.owner_zone zone on zone.owner_id = feed.owner_id
     where feed.secret_hash = $1`,
    [secretHash],
  );
  return { found: found ?? null };
}

/** A piece of a feed's calendar. */
export async function readFeed(
  context: ServiceContext,
  { feedId, cursor }: { feedId: string; cursor: string | null },
): Promise<Piece> {
  const { feed, filter } = await context.read(async (operation) => {
    const [row] = await queryRows<FeedRow>(operation.em, 'select * from tasks.calendar_feed where id = $1', [
      checked(feedId),
    ]);
    if (!row) throw notFound('feedId', 'calendar feed', feedId);
    const wanted = row.filter_id === null ? null : await findFilter(operation, 'feedId', row.filter_id);
    return { feed: feedOf(row), filter: wanted };
  });
  if (cursor === null) await context.write((operation) => noteReading(operation, feed));
  const { where, params, settings } = filter
    ? await selectTasks(context, { query: filter.query })
    : { where: unfiltered, params: [context.principal.userId], settings: [] };
  const dated = feed.component === 'VEVENT' ? `(${where}) and t.due_at is not null` : where;
  const { component } = feed;
  const name = filter ? `Rondo: ${filter.name}` : 'Rondo';
  return readCalendar(context, { component, name, where: dated, params, settings, maximum: maximumTasks }, cursor);
}

const unfiltered = `t.owner_id = $1 and t.deleted_at is null
  and (t.status in ('OPEN', 'IN_PROGRESS') or t.updated_at > now() - interval '${closedDays} days')`;

/** To the hour: calendars ask all day. */
async function noteReading({ em, now }: Operation, { id, lastReadAt }: CalendarFeed): Promise<void> {
  if (lastReadAt !== null && now.getTime() - Date.parse(lastReadAt) < 3_600_000) return;
  await queryRows(em, 'update tasks.calendar_feed set last_read_at = $2 where id = $1', [id, now]);
}

async function findFilter(operation: Operation, argument: string, id: string) {
  const [filter] = await savedFiltersById(operation, [id]);
  if (!filter) throw notFound(argument, 'saved filter', id);
  return filter;
}

function feedOf(row: FeedRow | undefined): CalendarFeed {
  if (!row) throw new Error('The calendar feed was not inserted.');
  return {
    ...{ id: row.id, filterId: row.filter_id, component: row.component },
    createdAt: new Date(row.created_at).toISOString(),
    lastReadAt: row.last_read_at && new Date(row.last_read_at).toISOString(),
  };
}

const newSecret = () => randomBytes(32).toString('base64url');

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** What is no id finds nothing; a NUL in it would be an error of the database. */
const checked = (id: string) => (isId('feed', id) ? id : '');
