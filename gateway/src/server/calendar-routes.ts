import { createHash } from 'node:crypto';
import { badInput, notFound } from '@rondo/platform/errors.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { type Principal, systemPrincipal } from '@rondo/platform/principal.ts';
import {
  type CalendarFeed,
  createCalendarFeed,
  deleteCalendarFeed,
  feedComponents,
  findCalendarFeed,
  listCalendarFeeds,
  readCalendarFeed,
  renewCalendarFeed,
} from '@rondo/schema/methods/transfer.ts';
import type { Scope } from '@rondo/schema/scopes.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Authenticator, budgetKeyOf } from '../auth/caller.ts';
import type { TokenAttempts } from '../auth/token-attempts.ts';
import type { Budgets } from '../request/admission.ts';
import { principalOf } from './transfer-caller.ts';
import { transferCosts } from './transfer-costs.ts';

export interface CalendarOptions {
  readonly platform: Platform;
  readonly authenticator: Authenticator;
  readonly attempts: TokenAttempts;
  readonly budgets: Budgets;
  /** Where clients find this server, without a slash at its end. */
  readonly url: () => string;
}

/** A feed's address outlives the token that made it, so that it takes the right to make such things. */
const SCOPES: readonly Scope[] = ['ACCOUNT', 'TASKS_READ'];

/** Strict: a filter whose name is misspelt would show all tasks to whoever has the address. */
const creation = z.strictObject({
  filterId: z.string().max(200).nullable().default(null),
  component: z.enum(feedComponents).default('VTODO'),
});

/** Private calendars: `/calendar-feeds` for those who make them, `/calendar/<secret>.ics` for calendar programs. */
export async function routeCalendars(app: FastifyInstance, options: CalendarOptions): Promise<void> {
  const { platform, authenticator, attempts, budgets } = options;
  const caller = async (request: FastifyRequest) => {
    const principal = await principalOf(authenticator, request, SCOPES);
    await budgets.user.spend(budgetKeyOf(principal), transferCosts.feedChange);
    return principal;
  };
  const shown = ({ feed, secret }: { feed: CalendarFeed; secret: string }) => ({
    feed,
    url: `${options.url()}/calendar/${secret}.ics`,
  });
  const reading = new Map<string, Promise<Calendar>>();
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => void reply.header('referrer-policy', 'no-referrer'));

    scope.get('/calendar-feeds', async (request) => invokeAs(platform, await caller(request), listCalendarFeeds, {}));
    scope.post('/calendar-feeds', async (request, reply) => {
      const principal = await caller(request);
      const input = creation.safeParse(request.body ?? {});
      const [issue] = input.error?.issues ?? [];
      if (!input.success) throw badInput(issue?.path.join('.') || 'body', issue?.message ?? 'Expected a JSON object.');
      return reply.code(201).send(shown(await invokeAs(platform, principal, createCalendarFeed, input.data)));
    });
    scope.post<{ Params: { id: string } }>('/calendar-feeds/:id/renew', async (request) => {
      return shown(await invokeAs(platform, await caller(request), renewCalendarFeed, { id: request.params.id }));
    });
    scope.delete<{ Params: { id: string } }>('/calendar-feeds/:id', async (request, reply) => {
      await invokeAs(platform, await caller(request), deleteCalendarFeed, { id: request.params.id });
      return reply.code(204).send();
    });

    scope.get<{ Params: { name: string } }>('/calendar/:name', async (request, reply) => {
      const [, secret] = /^([A-Za-z0-9_-]{43})\.ics$/.exec(request.params.name) ?? [];
      if (secret === undefined) throw unknownCalendar();
      // A calendar's address that is guessed is a token that is guessed.
      await attempts.admit(secret, request.ip);
      const found = await findFeed(platform, secret);
      attempts.note(secret, request.ip, found !== null);
      if (!found) throw unknownCalendar();
      await budgets.user.spend(`calendar:${found.feedId}`, transferCosts.feedRead);
      const { body, etag } = await calendarOf(platform, found, reading);
      reply.header('etag', etag).header('cache-control', 'private, no-cache').header('x-robots-tag', 'noindex');
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
      return reply.header('content-type', 'text/calendar; charset=utf-8').send(body);
    });
  });
}

interface Calendar {
  body: Buffer;
  etag: string;
}

interface FoundFeed {
  feedId: string;
  ownerId: string;
  timeZone: string;
}

async function findFeed(platform: Platform, secret: string): Promise<FoundFeed | null> {
  const secretHash = createHash('sha256').update(secret).digest('base64url');
  const { found } = await invokeAs(platform, systemPrincipal, findCalendarFeed, { secretHash });
  return found;
}

/** A calendar as it is now; programs that ask for the same one at the same time share its reading. */
function calendarOf(
  platform: Platform,
  { feedId, ownerId, timeZone }: FoundFeed,
  reading: Map<string, Promise<Calendar>>,
): Promise<Calendar> {
  const actor = { kind: 'USER' as const, id: null, name: null };
  const owner: Principal = { userId: ownerId, actor, scopes: ['TASKS_READ'], timeZone };
  const known = reading.get(feedId) ?? readCalendar(platform, owner, feedId).finally(() => reading.delete(feedId));
  reading.set(feedId, known);
  return known;
}

/** Whole, at most 20 000 tasks: what changes of a calendar with the day can't be told otherwise (`due<7d`). */
async function readCalendar(platform: Platform, owner: Principal, feedId: string): Promise<Calendar> {
  const pieces: Buffer[] = [];
  let cursor: string | null = null;
  do {
    const piece: { text: string; next: string | null } = await invokeAs(platform, owner, readCalendarFeed, {
      feedId,
      cursor,
    });
    pieces.push(Buffer.from(piece.text));
    cursor = piece.next;
  } while (cursor !== null);
  const body = Buffer.concat(pieces);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** RFC 9110 §13.1.2. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** The secret is not repeated. */
function unknownCalendar() {
  return notFound('secret', 'calendar', 'of this address');
}
