import type { BetterAuthPlugin, GenericEndpointContext } from '@better-auth/core';
import { runWithTransaction } from '@better-auth/core/context';
import { uniqueViolation } from '@rondo/platform/database/sql-state.ts';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { readProfile, validationError } from './fields.ts';
import { requestScope } from './request-scope.ts';

const signUpSchema = z.object({
  name: z.string(),
  email: z.email().transform((email) => email.toLowerCase()),
  password: z.string(),
  rememberMe: z.boolean().optional(),
});

/**
 * Signing up with the session of a trial account makes a real account of that very user: the id stays, so that tasks, streams and
 * history stay, and nothing has to be moved. better-auth alone would make a second user and delete the first. The trial's sessions
 * end; the response carries a new one, as for any sign-up.
 */
export function trialAccounts(): BetterAuthPlugin {
  return {
    id: 'rondo-trial-accounts',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/sign-up/email',
          handler: createAuthMiddleware(async (ctx) => {
            const trial = await trialOf(ctx);
            // What a hook returns is the response; without one, better-auth goes on.
            return trial && signUpTrial(ctx, trial);
          }),
        },
      ],
    },
  };
}

/** The user id of the trial account that the request is signed in to; null where it is not to one. */
async function trialOf(ctx: GenericEndpointContext): Promise<string | null> {
  const token = requestScope.getStore()?.sessionToken;
  const found = token ? await ctx.context.internalAdapter.findSession(token) : null;
  if (!found || found.session.expiresAt < new Date()) return null;
  return 'isAnonymous' in found.user && found.user.isAnonymous === true ? found.user.id : null;
}

async function signUpTrial(ctx: GenericEndpointContext, userId: string) {
  const { context } = ctx;
  const input = signUpSchema.safeParse(ctx.body);
  if (!input.success) {
    const [issue] = input.error.issues;
    throw validationError(`body.${issue?.path.join('.')}`, issue?.message ?? 'Not valid.');
  }
  const { name, email, password, rememberMe } = input.data;
  const { minPasswordLength, maxPasswordLength } = context.password.config;
  if (password.length < minPasswordLength) {
    throw new APIError('BAD_REQUEST', { code: 'PASSWORD_TOO_SHORT', message: 'Password too short' });
  }
  if (password.length > maxPasswordLength) {
    throw new APIError('BAD_REQUEST', { code: 'PASSWORD_TOO_LONG', message: 'Password too long' });
  }
  const profile = readProfile(ctx.body);
  const hash = await context.password.hash(password);
  const forgetful = rememberMe === false;
  const { user, session } = await runWithTransaction(context.adapter, async () => {
    const accounts = context.internalAdapter;
    if (await accounts.findUserByEmail(email)) throw taken();
    const user = await accounts.updateUser(userId, {
      ...profile,
      name,
      email,
      emailVerified: false,
      isAnonymous: false,
    });
    await accounts.linkAccount({ userId, providerId: 'credential', accountId: userId, password: hash });
    await accounts.deleteUserSessions(userId);
    return { user, session: await accounts.createSession(userId, forgetful) };
  }).catch((error) => {
    // A sign-up that came in between: with the same address, or of the same trial account.
    throw uniqueViolation(error) ? taken() : error;
  });
  await setSessionCookie(ctx, { session, user }, forgetful);
  // Hooks of other plugins, the bearer's among them, don't run after a response that a hook has given.
  ctx.setHeader('set-auth-token', session.token);
  ctx.setHeader('access-control-expose-headers', 'set-auth-token');
  const { image: _, ...shown } = user;
  return ctx.json({ token: session.token, user: shown });
}

function taken(): APIError {
  return new APIError('UNPROCESSABLE_ENTITY', {
    code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
    message: 'User already exists. Use another email.',
  });
}
