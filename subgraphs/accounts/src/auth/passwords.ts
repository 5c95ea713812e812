import type { BetterAuthPlugin } from '@better-auth/core';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import pLimit from 'p-limit';
import type { Attempts, Limit } from './attempts.ts';
import { requestScope } from './request-scope.ts';

/**
 * Sign-ins to one address without a success in between. Over it the address is locked, whether there is such an account or not,
 * until the oldest of them is 15 minutes old, or its password is reset by mail.
 */
const signInLimit: Limit = { window: 15 * 60, max: 10 };

const keyOf = (email: string): string => `sign-in ${email.trim().toLowerCase()}`;

export async function unlock(attempts: Attempts, email: string): Promise<void> {
  await attempts.forget(keyOf(email));
}

/**
 * scrypt takes a thread of the process's four for some 80 ms. A wave of sign-ins must leave some to files and database connections,
 * which would time out behind it.
 */
const hashing = pLimit(2);

/** For better-auth. What was hashed ahead for this request is not hashed again. */
export const scrypt = {
  async hash(password: string): Promise<string> {
    const hashed = requestScope.getStore()?.hashed;
    return hashed?.password === password ? hashed.hash : hashing(() => hashPassword(password));
  },
  verify: (given: { hash: string; password: string }): Promise<boolean> => hashing(() => verifyPassword(given)),
};

/** Locks an address that is being guessed at; keeps the session alive that changes its own password. */
export function passwords(attempts: Attempts): BetterAuthPlugin {
  return {
    id: 'rondo-passwords',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async ({ body }) => {
            if (typeof body?.email !== 'string') return;
            // Taken before the password is looked at, so that guesses side by side count as well.
            const wait = await attempts.take(keyOf(body.email), signInLimit);
            if (wait === 0) return;
            throw new APIError(
              'TOO_MANY_REQUESTS',
              {
                code: 'RATE_LIMITED',
                message: 'Too many sign-ins with this address failed. Wait, or reset the password.',
              },
              { 'retry-after': String(wait) },
            );
          }),
        },
        {
          matcher: ({ path }) => path === '/sign-up/email',
          // A transaction that waits for scrypt would keep its connection from everybody else.
          handler: createAuthMiddleware(async ({ body, context }) => {
            const scope = requestScope.getStore();
            const password: unknown = body?.password;
            if (!scope || typeof password !== 'string') return;
            if (password.length > context.password.config.maxPasswordLength) return;
            scope.hashed = { password, hash: await scrypt.hash(password) };
          }),
        },
        {
          matcher: ({ path }) => path === '/change-password',
          // The adapter ends the other sessions, always; better-auth would end this one too and start another.
          handler: createAuthMiddleware(async ({ body }) => ({
            context: { body: { ...body, revokeOtherSessions: false } },
          })),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async ({ context, body }) => {
            if (context.newSession) await unlock(attempts, body.email);
          }),
        },
        {
          matcher: ({ path }) => path === '/change-password',
          handler: createAuthMiddleware(async (ctx) => {
            const { returned } = ctx.context;
            if (typeof returned !== 'object' || returned === null || returned instanceof Error) return;
            return ctx.json({ ...returned, token: requestScope.getStore()?.sessionToken ?? null });
          }),
        },
      ],
    },
  };
}
