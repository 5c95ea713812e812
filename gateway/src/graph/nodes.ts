import { unavailable } from '@rondo/platform/errors.ts';
import type { SubgraphExecutor } from '@rondo/platform/executor.ts';
import { type IdPrefix, prefixOf } from '@rondo/schema/ids.ts';
import { GraphQLError } from 'graphql';

/** An entity by its key; the planner has its owner fill the rest. */
export interface NodeStub {
  readonly __typename: NodeType;
  readonly id: string;
}

type NodeType =
  | 'Activity'
  | 'ImportJob'
  | 'Conversation'
  | 'Message'
  | 'ApiToken'
  | 'Notification'
  | 'Reminder'
  | 'SavedFilter'
  | 'Series'
  | 'Tag'
  | 'Task'
  | 'User'
  | 'Webhook';

interface Owner {
  readonly typename: NodeType;
  readonly service: string;
  /** The root field that finds one, where the entity of a thing that is gone lives on as a tombstone. */
  readonly field?: string;
}

/** Who has the objects of a kind of id. Kinds that are no `Node` are not here. */
export const nodeOwners: ReadonlyMap<IdPrefix, Owner> = new Map<IdPrefix, Owner>([
  ['task', { typename: 'Task', service: 'tasks' }],
  ['filter', { typename: 'SavedFilter', service: 'tasks' }],
  ['tag', { typename: 'Tag', service: 'tags', field: 'tag' }],
  ['series', { typename: 'Series', service: 'recurrence' }],
  ['reminder', { typename: 'Reminder', service: 'notifications' }],
  ['notification', { typename: 'Notification', service: 'notifications' }],
  ['webhook', { typename: 'Webhook', service: 'notifications' }],
  ['job', { typename: 'ImportJob', service: 'tasks' }],
  ['event', { typename: 'Activity', service: 'activity' }],
  ['conversation', { typename: 'Conversation', service: 'assistant' }],
  ['message', { typename: 'Message', service: 'assistant' }],
  ['user', { typename: 'User', service: 'accounts' }],
  ['token', { typename: 'ApiToken', service: 'accounts' }],
]);

/**
 * The objects of these ids that are the caller's, asked of their owners, in their order; null for all others.
 *
 * @param principal signed
 */
export async function findNodes(
  services: ReadonlyMap<string, { readonly execute: SubgraphExecutor }>,
  ids: readonly string[],
  principal: string,
): Promise<(NodeStub | null)[]> {
  const byOwner = new Map<Owner, Set<string>>();
  for (const id of ids) {
    const prefix = prefixOf(id);
    const owner = prefix && nodeOwners.get(prefix);
    if (!owner) continue;
    const known = byOwner.get(owner);
    if (known) known.add(id);
    else byOwner.set(owner, new Set([id]));
  }
  const found = new Map<string, NodeStub>();
  await Promise.all(
    [...byOwner].map(async ([owner, wanted]) => {
      const execute = services.get(owner.service)?.execute;
      if (!execute) throw unavailable(owner.service);
      for (const id of await ask(execute, owner, [...wanted], principal)) {
        found.set(id, { __typename: owner.typename, id });
      }
    }),
  );
  return ids.map((id) => found.get(id) ?? null);
}

/** Those of the ids that there are. */
async function ask(
  execute: SubgraphExecutor,
  { typename, field }: Owner,
  ids: readonly string[],
  principal: string,
): Promise<string[]> {
  const { query, variables } = field ? byField(field, ids) : byEntity(typename, ids);
  const { data, errors } = await execute({ query, variables, principal });
  const [error] = errors ?? [];
  if (error) throw new GraphQLError(error.message, { extensions: error.extensions });
  const objects: unknown[] = field ? Object.values(data ?? {}) : list(data?._entities);
  return objects.flatMap((object) => (isObject(object) && typeof object.id === 'string' ? [object.id] : []));
}

function byEntity(typename: string, ids: readonly string[]) {
  return {
    query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${typename} { id } } }`,
    variables: { representations: ids.map((id) => ({ __typename: typename, id })) },
  };
}

function byField(field: string, ids: readonly string[]) {
  const variables = Object.fromEntries(ids.map((id, index) => [`id${index}`, id]));
  const declared = ids.map((_, index) => `$id${index}: ID!`).join(' ');
  const selected = ids.map((_, index) => `node${index}: ${field}(id: $id${index}) { id }`).join(' ');
  return { query: `query (${declared}) { ${selected} }`, variables };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
