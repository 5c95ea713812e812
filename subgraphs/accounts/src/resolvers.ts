import type { Operation } from '@rondo/platform/operation.ts';
import { deleteAccount } from './deletion.ts';
import { type User, UserEntity } from './entities.ts';
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
  },
  User: {
    __resolveReference: ({ id }, context) => (context.principal.userId === '' ? null : context.load(usersById, id)),
  },
};

async function usersById({ em }: Operation, ids: readonly string[]): Promise<(User | null)[]> {
  const users = await em.find(UserEntity, { id: { $in: [...ids] } });
  const byId = new Map(users.map((user) => [user.id, user]));
  return ids.map((id) => byId.get(id) ?? null);
}
