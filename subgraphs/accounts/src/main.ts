import { notFound } from '@rondo/platform/errors.ts';
import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition, ServiceHost } from '@rondo/platform/service.ts';
import * as methods from '@rondo/schema/methods/accounts.ts';
import { Accounts0001 } from '../migrations/0001-accounts.ts';
import { Accounts0002 } from '../migrations/0002-api-tokens.ts';
import { Accounts0003 } from '../migrations/0003-oauth.ts';
import { Auth, type AuthSettings } from './auth/auth.ts';
import { answerRequest } from './auth/request.ts';
import { ApiTokenEntity, UserEntity } from './entities.ts';
import { resolvers } from './resolvers.ts';
import { removeExpired } from './session.ts';
import { type SessionSource, sessionsOf } from './sessions.ts';

export { AUTH_SECRET, type AuthSettings } from './auth/auth.ts';

const cleaningMs = 3_600_000;

/** Accounts and sessions (better-auth), profiles, account deletion. Needs the secret AUTH_SECRET, of which a random one will do. */
export function accounts(settings: AuthSettings): ServiceDefinition {
  let running: { host: ServiceHost; auth: Auth } | undefined;
  const service = () => {
    if (!running) throw new Error('The accounts service has not been started.');
    return running;
  };
  const source = (): SessionSource => {
    const { host, auth } = service();
    return {
      database: host.database,
      publicUrl: settings.publicUrl,
      sessionToken: (credentials) => auth.sessionToken(credentials),
    };
  };
  return {
    name: 'accounts',
    resolvers,
    entities: [UserEntity, ApiTokenEntity],
    migrations: [Accounts0001, Accounts0002, Accounts0003],
    methods: [
      serve(methods.authenticate, async (_context, { credentials }) => ({
        sessions: await sessionsOf(source(), credentials),
      })),
      serve(methods.authRequest, (_context, request) => answerRequest(service().auth, settings.publicUrl, request)),
      serve(methods.contact, async (context, { userId }) => {
        const user = await context.read(({ em }) => em.findOne(UserEntity, { id: userId }));
        if (!user) throw notFound('userId', 'user', userId);
        const { name, locale, timeZone } = user;
        return { email: user.anonymous ? null : user.email, name, locale, timeZone };
      }),
    ],
    async start(host) {
      await using stack = new AsyncDisposableStack();
      const auth = stack.use(new Auth(host, settings));
      const clean = async () => {
        await Promise.all([removeExpired(host.database), auth.attempts.removeOld()]).catch((error) =>
          host.log.warn({ err: error }, 'expired sessions were not removed just now'),
        );
      };
      const cleaning = setInterval(() => void clean(), cleaningMs);
      cleaning.unref();
      stack.defer(() => clearInterval(cleaning));
      running = { host, auth };
      return stack.move();
    },
  };
}
