/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { Connection, PageInfoSource } from '@rondo/platform/connection.ts';
import type { Conversation as ConversationRow, Message as MessageRow } from './entities.ts';

export type Conversation = ConversationRow;
export type ConversationConnection = Connection<ConversationRow>;
export type Message = MessageRow;
export type MessageConnection = Connection<MessageRow>;
export type PageInfo = PageInfoSource;
