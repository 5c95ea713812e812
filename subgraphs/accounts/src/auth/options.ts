import { randomUUID } from 'node:crypto';
import type { BetterAuthOptions } from '@better-auth/core';
import type { DBAdapter } from '@better-auth/core/db/adapter';
import { sqlStateOf } from '@rondo/platform/database/sql-state.ts';
import type { Logger } from '@rondo/platform/log.ts';
import { newId } from '@rondo/schema/ids.ts';
import { anonymous } from 'better-auth/plugins/anonymous';
import { bearer } from 'better-auth/plugins/bearer';
import type { Attempts, Limit } from './attempts.ts';
import { profileFields, readProfile, storedFields } from './fields.ts';
import { resetMail, type SendMail } from './mail.ts';
import { oauth } from './oauth.ts';
import { ownOrigins } from './origin.ts';
import { passwords, scrypt, unlock } from './passwords.ts';
import { trialAccounts } from './trial.ts';

export interface AuthOptions {
  publicUrl: string;
  trustedOrigins: readonly string[];
  secret: string;
  database: (options: BetterAuthOptions) => DBAdapter;
  attempts: Attempts;
  sendMail: SendMail;
  /** Takes work that a response must not wait for, nor fail by. */
  inBackground(work: Promise<unknown>): void;
  log: Logger;
}

/** The header that carries the client's address from our handler to better-auth; whatever a client sends under its name is dropped. */
export const addressHeader = 'x-rondo-client-address';

/** Seconds. A session that is used lives on: it is extended once a day. */
export const sessionLifetime = 30 * 24 * 3_600;
export const sessionExtension = 24 * 3_600;

/** Requests of one address a minute; those to other paths: 100 in 10 s. */
const limits: Readonly<Record<string, Limit>> = {
  '/sign-up/email': { window: 60, max: 10 },
  '/sign-in/anonymous': { window: 60, max: 10 },
  '/sign-in/email': { window: 60, max: 20 },
  '/change-password': { window: 60, max: 10 },
  '/request-password-reset': { window: 60, max: 5 },
  '/reset-password': { window: 60, max: 10 },
  '/oauth2/register': { window: 60, max: 10 },
  '/oauth2/token': { window: 60, max: 60 },
  '/oauth2/revoke': { window: 60, max: 60 },
};

const timestamps = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** All that better-auth is told. It must find nothing to take from the environment, where a test's differs from production's. */
export function authOptions(options: AuthOptions) {
  const { publicUrl, secret, attempts, log } = options;
  return {
    appName: 'Rondo',
    baseURL: new URL(publicUrl).origin,
    basePath: '/api/auth',
    secrets: [{ version: 1, value: secret }],
    database: options.database,
    trustedOrigins: ownOrigins(options),
    telemetry: { enabled: false },
    user: {
      fields: { ...timestamps, emailVerified: 'email_verified' },
      additionalFields: {
        timeZone: {
          type: 'string',
          fieldName: 'time_zone',
          defaultValue: 'UTC',
          validator: { input: profileFields.timeZone },
        },
        locale: { type: 'string', defaultValue: 'en', validator: { input: profileFields.locale } },
      },
    },
    session: {
      fields: {
        ...timestamps,
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
      expiresIn: sessionLifetime,
      updateAge: sessionExtension,
      // Whoever fears for a session may list and end them, however old theirs is.
      freshAge: 0,
    },
    account: { fields: { ...timestamps, userId: 'user_id', providerId: 'provider_id', accountId: 'account_id' } },
    verification: { fields: { ...timestamps, expiresAt: 'expires_at' }, storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: false,
      password: scrypt,
      resetPasswordTokenExpiresIn: 3_600,
      revokeSessionsOnPasswordReset: true,
      async sendResetPassword({ user, url }) {
        if ('isAnonymous' in user && user.isAnonymous === true) return;
        await options.sendMail(resetMail(user.email, url));
      },
      onPasswordReset: ({ user }) => unlock(attempts, user.email),
    },
    databaseHooks: {
      user: {
        create: {
          async before(user, context) {
            // better-auth asks nothing of whoever starts a trial; the zone can't wait for the first call to updateProfile.
            const profile = context?.path === '/sign-in/anonymous' ? readProfile(context.body) : {};
            return { data: { ...profile, ...storedFields(user) } };
          },
        },
        update: {
          async before(user) {
            return { data: storedFields(user) };
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      window: 10,
      max: 100,
      customRules: { ...limits },
      customStorage: {
        async consume(key, limit) {
          const wait = await attempts.take(key, limit);
          return { allowed: wait === 0, retryAfter: wait };
        },
      },
    },
    plugins: [
      // First, so that what it does counts for the other hooks.
      bearer(),
      anonymous({
        schema: { user: { fields: { isAnonymous: 'anonymous' } } },
        // Signing in to another account leaves the trial as it is: it is never lost by that.
        disableDeleteAnonymousUser: true,
      }),
      trialAccounts(),
      passwords(attempts),
      ...oauth(publicUrl),
    ],
    advanced: {
      useSecureCookies: publicUrl.startsWith('https:'),
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: ({ model }) => (model === 'user' ? newId('user') : randomUUID()), validateSchema: false },
      backgroundTasks: { handler: (work) => options.inBackground(work) },
    },
    // Errors that are no answer to a request are thrown, for the handler to tell.
    onAPIError: { throw: true },
    logger: {
      level: 'error',
      disableColors: true,
      // Not the error itself: its details hold addresses.
      log: (_level, message, ...details) => {
        const error = details.find((detail) => detail instanceof Error);
        log.warn({ reason: error?.message, sqlState: sqlStateOf(error) }, message);
      },
    },
  } satisfies BetterAuthOptions;
}
