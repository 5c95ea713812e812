import type { Operation } from '@rondo/platform/operation.ts';
import { createApiToken, listApiTokens, revokeApiToken } from './api-tokens.ts';
import { deleteAccount } from './deletion.ts';
import { type ApiToken, ApiTokenEntity, type User, UserEntity } from './entities.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { updateProfile } from './profile.ts';

export const resolvers: Resolvers = {
  Query: {
    viewer: (_parent, _args, context) => {
      const { userId } = context.principal;
      return userId === '' ? null : context.load(usersById, userId);
    },
  },
  Mutation: {
    updateProfile: (_parent, { input }, context) => context.write((operation) => updateProfile(operation, input)),
    deleteAccount: (_parent, { confirmEmail }, context) =>
      context.write((operation) => deleteAccount(operation, { confirmEmail })),
    createApiToken: (_parent, { input }, context) => context.write((operation) => createApiToken(operation, input)),
    revokeApiToken: (_parent, { id }, context) => context.write((operation) => revokeApiToken(operation, { id })),
  },
  User: {
    __resolveReference: ({ id }, context) => (context.principal.userId === '' ? null : context.load(usersById, id)),
    apiTokens: (_user, _args, context) => context.read(listApiTokens),
  },
  ApiToken: {
    __resolveReference: ({ id }, context) => (context.principal.userId === '' ? null : context.load(apiTokensById, id)),
  },
};

async function usersById({ em }: Operation, ids: readonly string[]): Promise<(User | null)[]> {
  const users = await em.find(UserEntity, { id: { $in: [...ids] } });
  const byId = new Map(users.map((user) => [user.id, user]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function apiTokensById({ em }: Operation, ids: readonly string[]): Promise<(ApiToken | null)[]> {
  const tokens = await em.find(ApiTokenEntity, { id: { $in: [...ids] } });
  const byId = new Map(tokens.map((token) => [token.id, token]));
  return ids.map((id) => byId.get(id) ?? null);
}
