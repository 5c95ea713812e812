/** Small subgraphs behind the real graph, for tests of what lies in front of them. */
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { notFound, RondoError } from '@rondo/platform/errors.ts';
import type { SubgraphExecutor } from '@rondo/platform/executor.ts';
import { type Principal, verifyPrincipal } from '@rondo/platform/principal.ts';
import type { ImportJobState } from '@rondo/schema/events/import.ts';
import { newId } from '@rondo/schema/ids.ts';
import { adoptScalars } from '@rondo/schema/scalars.ts';
import { readSubgraphSdl, type SubgraphName, subgraphNames } from '@rondo/schema/subgraphs.ts';
import { execute, GraphQLError, parse, validate } from 'graphql';

export interface TestTask {
  readonly id: string;
  readonly ownerId: string;
  title: string;
  version: number;
}

/** What the test subgraphs hold, and what they were asked. */
export interface TestWorld {
  readonly tasks: Map<string, TestTask>;
  readonly tags: Map<string, { id: string; ownerId: string; name: string; isDeleted: boolean }>;
  readonly imports: Map<string, { ownerId: string; job: ImportJobState }>;
  readonly calls: { readonly service: string; readonly query: string }[];
  /** Awaited by each call to a subgraph. */
  pause: Promise<void>;
}

export function createWorld(): TestWorld {
  return { tasks: new Map(), tags: new Map(), imports: new Map(), calls: [], pause: Promise.resolve() };
}

/** A secret in a resolver's fault, which no client is to see. */
export const SECRET = 'select * from tasks.task; /home/rondo';

export function createServices(world: TestWorld, principalKeys: () => Promise<string>) {
  return new Map(
    subgraphNames
      .filter((name) => name !== 'gateway')
      .map((name) => [name, { execute: executorOf(name, world, principalKeys) }] as const),
  );
}

function executorOf(name: SubgraphName, world: TestWorld, principalKeys: () => Promise<string>): SubgraphExecutor {
  const schema = buildSubgraphSchema([
    { typeDefs: readSubgraphSdl(name), resolvers: resolversOf(name, world) as GraphQLResolverMap },
  ]);
  adoptScalars(schema);
  return async ({ query, operationName, variables, principal }) => {
    world.calls.push({ service: name, query });
    await world.pause;
    const contextValue = verifyPrincipal(principal, (await principalKeys()).split(','));
    const document = parse(query);
    const problems = validate(schema, document);
    if (problems.length > 0) return { errors: problems };
    const result = await execute({ schema, document, operationName, variableValues: variables, contextValue });
    return { ...result, ...(result.errors ? { errors: result.errors.map(masked) } : {}) };
  };
}

/** As the platform's executor does it. */
function masked(error: GraphQLError): GraphQLError {
  const isMeant = error.originalError instanceof RondoError || error instanceof RondoError;
  const extensions = isMeant ? error.extensions : { code: 'INTERNAL' };
  return new GraphQLError(isMeant ? error.message : 'Something went wrong on our side.', {
    path: error.path,
    extensions,
  });
}

function resolversOf(name: SubgraphName, world: TestWorld): GraphQLResolverMap<Principal> {
  const resolvers: Partial<Record<SubgraphName, GraphQLResolverMap<Principal>>> = {
    accounts: {
      Query: { viewer: (_: unknown, __: unknown, { userId }: Principal) => (userId ? userOf(userId) : null) },
      User: {
        __resolveReference: ({ id }: { id: string }, { userId }: Principal) => (id === userId ? userOf(id) : null),
      },
    },
    tasks: taskResolvers(world),
    tags: tagResolvers(world),
  };
  return resolvers[name] ?? {};
}

function taskResolvers({ tasks, imports }: TestWorld): GraphQLResolverMap<Principal> {
  const find = (id: string, { userId }: Principal) => {
    const task = tasks.get(id);
    return task?.ownerId === userId ? { ...shown, ...task } : null;
  };
  return {
    Query: {
      task: (_: unknown, { id }: { id: string }, principal: Principal) => find(id, principal),
      tasks: (_: unknown, { search }: { search?: string }, { userId }: Principal) => {
        if (search === 'break') throw new Error(SECRET);
        const nodes = [...tasks.values()]
          .filter((task) => task.ownerId === userId)
          .map((task) => ({ ...shown, ...task }));
        return { nodes, edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false }, totalCount: nodes.length };
      },
      parseTask: () => {
        throw new Error(SECRET);
      },
    },
    Mutation: {
      createTask: (_: unknown, { input }: { input: { title: string } }, principal: Principal) => {
        const task = { id: newId('task'), ownerId: principal.userId, title: input.title, version: 1 };
        tasks.set(task.id, task);
        return { task: find(task.id, principal), eventId: null };
      },
      completeTask: (_: unknown, { id }: { id: string }, principal: Principal) => {
        const task = find(id, principal);
        if (!task) throw notFound('id', 'task', id);
        return { task, eventId: null };
      },
    },
    ImportJob: {
      __resolveReference: ({ id }: { id: string }, { userId }: Principal) => {
        const found = imports.get(id);
        return found?.ownerId === userId ? found.job : null;
      },
    },
    Task: { __resolveReference: ({ id }: { id: string }, principal: Principal) => find(id, principal) },
  };
}

function tagResolvers({ tags }: TestWorld): GraphQLResolverMap<Principal> {
  const find = (id: string, { userId }: Principal) => {
    const tag = tags.get(id);
    return tag?.ownerId === userId ? { ...tag, color: '#4c6ef5', version: 1, createdAt: new Date() } : null;
  };
  return {
    Query: {
      tag: (_: unknown, { id }: { id: string }, principal: Principal) => {
        const tag = find(id, principal);
        return tag?.isDeleted ? null : tag;
      },
    },
    Tag: { __resolveReference: ({ id }: { id: string }, principal: Principal) => find(id, principal) },
  };
}

const shown = {
  description: '',
  status: 'OPEN',
  priority: 'NONE',
  due: null,
  tags: [],
  subtasks: [],
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

function userOf(id: string) {
  return {
    id,
    email: 'a@example.org',
    name: 'A',
    timeZone: 'Europe/Paris',
    locale: 'en',
    anonymous: false,
    createdAt: new Date(0),
  };
}
