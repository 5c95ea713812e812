/** What the virtual subgraph's resolvers return for a type of its SDL; the generated resolver types build on it. */
import type { NodeStub } from './graph/nodes.ts';

export type Node = NodeStub;
