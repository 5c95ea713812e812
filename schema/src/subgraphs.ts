import { readFileSync } from 'node:fs';
import { parse } from 'graphql';

/** The subgraphs of the graph, and where each one's SDL is committed. `gateway` is the virtual one that the gateway itself resolves. */
export const subgraphSdl = {
  accounts: new URL('../../subgraphs/accounts/schema.graphql', import.meta.url),
  activity: new URL('../../subgraphs/activity/schema.graphql', import.meta.url),
  assistant: new URL('../../subgraphs/assistant/schema.graphql', import.meta.url),
  gateway: new URL('../../gateway/schema.graphql', import.meta.url),
  notifications: new URL('../../subgraphs/notifications/schema.graphql', import.meta.url),
  recurrence: new URL('../../subgraphs/recurrence/schema.graphql', import.meta.url),
  tags: new URL('../../subgraphs/tags/schema.graphql', import.meta.url),
  tasks: new URL('../../subgraphs/tasks/schema.graphql', import.meta.url),
} as const;

export type SubgraphName = keyof typeof subgraphSdl;

export const subgraphNames = Object.keys(subgraphSdl) as SubgraphName[];

export const supergraphFile = new URL('../supergraph.graphql', import.meta.url);
export const apiFile = new URL('../api.graphql', import.meta.url);

export function readSubgraphSdl(name: SubgraphName) {
  return parse(readFileSync(subgraphSdl[name], 'utf8'));
}
