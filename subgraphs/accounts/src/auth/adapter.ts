import type { BetterAuthOptions } from '@better-auth/core';
import type { DBAdapter } from '@better-auth/core/db/adapter';
import { kyselyAdapter } from '@better-auth/kysely-adapter';
import type { Operation, OperationRunner } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { UserCreated, UserDeleted, type UserState, UserUpdated } from '@rondo/schema/events/user.ts';
import type { KyselyPlugin, UnknownRow } from 'kysely';
import { z } from 'zod';
import { profileChanges, userState } from '../profile.ts';
import { noteFailure, requestScope } from './request-scope.ts';

/** A user as better-auth names its fields. */
const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    locale: z.string(),
    isAnonymous: z.boolean(),
    createdAt: z.date(),
  })
  .transform(({ isAnonymous, ...user }): UserState => userState({ ...user, anonymous: isAnonymous }));

const idSchema = z.object({ id: z.string() });
const consentSchema = z.object({ clientId: z.string(), userId: z.string() });
const accountSchema = z.object({ userId: z.string() });

/**
 * better-auth's database adapter on the platform's transactions. What it does to a user is recorded as an event in the
 * transaction that does it, so that neither can be without the other; its own hooks run after the commit, where a
 * crash would lose the event.
 */
export function databaseAdapter(run: OperationRunner): (options: BetterAuthOptions) => DBAdapter {
  return (options) => {
    const within = (operation: Operation): DBAdapter => {
      const rows = kyselyAdapter(operation.em.getKysely().withSchema('accounts').withPlugin(dates), {
        type: 'postgres',
      });
      return watched(recording(operation, rows(options)));
    };
    return {
      id: 'rondo',
      create: (data) => run((operation) => within(operation).create(data)),
      findOne: (data) => run((operation) => within(operation).findOne(data)),
      findMany: (data) => run((operation) => within(operation).findMany(data)),
      count: (data) => run((operation) => within(operation).count(data)),
      update: (data) => run((operation) => within(operation).update(data)),
      updateMany: (data) => run((operation) => within(operation).updateMany(data)),
      delete: (data) => run((operation) => within(operation).delete(data)),
      deleteMany: (data) => run((operation) => within(operation).deleteMany(data)),
      consumeOne: (data) => run((operation) => within(operation).consumeOne(data)),
      incrementOne: (data) => run((operation) => within(operation).incrementOne(data)),
      transaction: (callback) => run((operation) => callback(within(operation))),
    };
  };
}

/** MikroORM's driver leaves timestamps as text; better-auth compares them with dates. */
const dates: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(withDates) }),
};

function withDates(row: UnknownRow): UnknownRow {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    name.endsWith('_at') && typeof value === 'string' ? new Date(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function recording(operation: Operation, rows: DBAdapter): DBAdapter {
  const lockUser = async (where: Parameters<DBAdapter['findOne']>[0]['where']): Promise<UserState | null> => {
    const found = await rows.findOne({ model: 'user', where });
    if (!found) return null;
    const { id } = idSchema.parse(found);
    await queryRows(operation.em, 'select from accounts."user" where id = $1 for update', [id]);
    // Read again: it may have waited for another transaction's change.
    return userSchema.parse(await rows.findOne({ model: 'user', where: [{ field: 'id', value: id }] }));
  };
  return {
    ...rows,
    async create(data) {
      const created = await rows.create<Record<string, unknown>, never>(data);
      if (data.model === 'user') {
        const user = userSchema.parse(created);
        operation.emit(UserCreated, user.id, { user, changes: profileChanges(null, user) }, user.id);
      }
      return created;
    },
    async update(data) {
      const before = data.model === 'user' ? await lockUser(data.where) : null;
      const updated = await rows.update<never>(data);
      if (before && updated) {
        const user = userSchema.parse(updated);
        const changes = profileChanges(before, user);
        if (changes.length > 0) operation.emit(UserUpdated, user.id, { user, changes }, user.id);
      }
      if (setsPassword(data) && updated) await endOtherSessions(operation, accountSchema.parse(updated).userId);
      return updated;
    },
    async updateMany(data) {
      const updated = await rows.updateMany(data);
      const owner = data.where.find(({ field }) => field === 'userId')?.value;
      if (setsPassword(data) && typeof owner === 'string') await endOtherSessions(operation, owner);
      return updated;
    },
    async delete(data) {
      const before = data.model === 'user' ? await lockUser(data.where) : null;
      const consent = data.model === 'oauthConsent' ? await rows.findOne(data) : null;
      await rows.delete(data);
      if (consent) await endGrant(operation, consentSchema.parse(consent));
      if (before) operation.emit(UserDeleted, before.id, { userId: before.id }, before.id);
    },
  };
}

/** What methods of an adapter answer where there is no such row. */
const nothing: Readonly<Record<string, unknown>> = {
  ...{ findOne: null, findMany: [], count: 0, consumeOne: null, incrementOne: null },
  ...{ update: null, updateMany: 0, delete: undefined, deleteMany: 0 },
};

const whereSchema = z.object({ where: z.array(z.object({ value: z.unknown() })) });

/** PostgreSQL holds no NUL, and fails where it is asked for one. */
function isNowhere(data: unknown): boolean {
  const { where = [] } = whereSchema.safeParse(data).data ?? {};
  return where.some(({ value }) => typeof value === 'string' && value.includes('\0'));
}

/** Every method of an adapter returns a promise. */
function watched(adapter: DBAdapter): DBAdapter {
  return new Proxy(adapter, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        if (typeof key === 'string' && key in nothing && isNowhere(args[0])) return nothing[key];
        try {
          return await Reflect.apply(member, target, args);
        } catch (error) {
          noteFailure(error);
          throw error;
        }
      };
    },
  });
}

function setsPassword({ model, update }: { model: string; update: Record<string, unknown> }): boolean {
  return model === 'account' && 'password' in update;
}

/** With a password's change, all sessions end but the one that changed it: who knew the old one is out. */
async function endOtherSessions({ em }: Operation, userId: string): Promise<void> {
  const current = requestScope.getStore()?.sessionToken ?? null;
  await queryRows(em, 'delete from accounts.session where user_id = $1 and token is distinct from $2', [
    userId,
    current,
  ]);
}

/** With a user's consent, all ends that an app has by it: codes that wait to be exchanged as well. */
async function endGrant({ em }: Operation, { clientId, userId }: z.infer<typeof consentSchema>): Promise<void> {
  const app = [userId, clientId];
  await queryRows(em, 'delete from accounts.oauth_access_token where user_id = $1 and client_id = $2', app);
  await queryRows(em, 'delete from accounts.oauth_refresh_token where user_id = $1 and client_id = $2', app);
  await queryRows(em, 'delete from accounts.verification where user_id = $1 and strpos(value, $2) > 0', app);
}
