// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Node as NodeRow } from '../mappers.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  FieldSet: { input: string; output: string; }
  LinkImport: { input: string; output: string; }
  /** An instant: RFC 3339, UTC, milliseconds. Example: 2026-03-29T00:30:00.000Z */
  DateTime: { input: Date; output: Date; }
  /** A calendar date. Example: 2026-03-29 */
  Date: { input: string; output: string; }
  /** A wall-clock time. Example: 09:30:00 */
  LocalTime: { input: string; output: string; }
  /** A wall-clock date and time, no offset. Example: 2026-03-29T02:30:00 */
  LocalDateTime: { input: string; output: string; }
  /** An IANA time zone. Example: Europe/Paris */
  TimeZone: { input: string; output: string; }
  /** An ISO 8601 duration. Example: PT15M, -P1D */
  Duration: { input: string; output: string; }
};

/** An object with an id of its own, which `node(id:)` finds. */
export type Node = {
  /** Opaque; <prefix>_<26 characters>. Example: task_01k3v6y8z9f4q8r2s5t7w1x3yz */
  id: Scalars['ID']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** Any object of the viewer's by its id; null for an unknown id and for another user's. Example: node(id: "tag_01k3…") { ... on Tag { name } } */
  node: Maybe<Node>;
  /** At most 100 objects, in the order of `ids`, each as `node` gives it. BAD_USER_INPUT for more. */
  nodes: Array<Maybe<Node>>;
  /**
   * The position of the viewer's change stream now. Take it before a read, then subscribe from it: nothing falls between.
   * Example: pass it as `after` of `changes` or `taskChanges`.
   */
  streamCursor: Scalars['String']['output'];
  /** What is left of the caller's budget, at no cost. */
  rateLimit: RateLimit;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/**
 * What a caller may spend. An operation costs, before it is executed: 1 point for each object that can come back (a list
 * has as many as `first`, `last` or `ids` says; without one a connection has 50, another list is taken to have 5), 10 more
 * for each mutation, and what the description of a field or argument says besides; scalars, `rateLimit` and introspection
 * are free. One of more than 25 000 points is COST_LIMIT_EXCEEDED. Every response says in extensions.cost what it cost and
 * what is left.
 */
export type RateLimit = {
  __typename?: 'RateLimit';
  /** Points in each window of a minute: a user's, or, of callers who have not signed in, their address's. */
  limit: Scalars['Int']['output'];
  /** Points left; an operation that costs more is RATE_LIMITED (HTTP 429 with Retry-After). */
  remaining: Scalars['Int']['output'];
  /** When all points are back. */
  resetAt: Scalars['DateTime']['output'];
};

/** The machine codes of errors, in extensions.code. */
export type ErrorCode =
  /** The request or an argument is malformed; extensions.argument says which one. */
  | 'BAD_USER_INPUT'
  /** There is no such object, or it is another user's. */
  | 'NOT_FOUND'
  /** The object is not in the state that the call expects, or the id or name is taken. Nothing was changed. */
  | 'CONFLICT'
  /** Nobody is signed in, or the token is unknown, expired or revoked. */
  | 'UNAUTHENTICATED'
  /** The token may not do this. */
  | 'FORBIDDEN'
  /** The budget is spent: see `rateLimit`. */
  | 'RATE_LIMITED'
  /** The operation costs more than any may. */
  | 'COST_LIMIT_EXCEEDED'
  /** There is no operation of that hash here: send its text with it once (Apollo's automatic persisted queries). */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** This server executes the operations of its manifest only, and this is none of them. */
  | 'QUERY_NOT_IN_SAFELIST'
  /** The recurrence rule is malformed, or never occurs. */
  | 'INVALID_RECURRENCE'
  /** The filter is malformed; extensions.position says where, counted in UTF-16 code units from 0. */
  | 'INVALID_FILTER'
  /** The events after the cursor are no longer kept. Read anew, from a new `streamCursor`. */
  | 'CURSOR_EXPIRED'
  /** The cursor is none of the caller's own. */
  | 'CURSOR_INVALID'
  /** The client does not read as fast as events come. Subscribe again after extensions.cursor. */
  | 'SLOW_CONSUMER'
  /** The address is not one that webhooks may be sent to. */
  | 'WEBHOOK_URL_FORBIDDEN'
  /** A service can't be reached just now. Try again in a moment. */
  | 'UNAVAILABLE'
  /** A fault on our side; extensions.requestId names it. */
  | 'INTERNAL';

export type Task = Node & {
  __typename?: 'Task';
  id: Scalars['ID']['output'];
  title: Scalars['String']['output'];
  description: Scalars['String']['output'];
  status: TaskStatus;
  priority: Priority;
  due: Maybe<Due>;
  tags: Array<Tag>;
  version: Scalars['Int']['output'];
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
  completedAt: Maybe<Scalars['DateTime']['output']>;
  deletedAt: Maybe<Scalars['DateTime']['output']>;
  parent: Maybe<Task>;
  series: Maybe<Series>;
  occurrenceKey: Maybe<Scalars['LocalDateTime']['output']>;
};

export type TaskStatus =
  | 'OPEN'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'CANCELLED';

export type Priority =
  | 'HIGH'
  | 'MEDIUM'
  | 'LOW'
  | 'NONE';

export type Due = {
  __typename?: 'Due';
  date: Scalars['Date']['output'];
  time: Maybe<Scalars['LocalTime']['output']>;
  timeZone: Scalars['TimeZone']['output'];
  floating: Scalars['Boolean']['output'];
  at: Scalars['DateTime']['output'];
};

export type SavedFilter = Node & {
  __typename?: 'SavedFilter';
  id: Scalars['ID']['output'];
};

export type Tag = Node & {
  __typename?: 'Tag';
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  color: Scalars['String']['output'];
  version: Scalars['Int']['output'];
  createdAt: Scalars['DateTime']['output'];
};

export type Series = Node & {
  __typename?: 'Series';
  id: Scalars['ID']['output'];
};

export type Reminder = Node & {
  __typename?: 'Reminder';
  id: Scalars['ID']['output'];
  task: Task;
  at: Scalars['DateTime']['output'];
  before: Maybe<Scalars['Duration']['output']>;
  channels: Array<Channel>;
  state: ReminderState;
};

export type Channel =
  | 'IN_APP'
  | 'EMAIL'
  | 'WEB_PUSH';

export type ReminderState =
  | 'SCHEDULED'
  | 'SENT'
  | 'FAILED'
  | 'ACKNOWLEDGED'
  | 'SNOOZED'
  | 'CANCELLED';

export type Notification = Node & {
  __typename?: 'Notification';
  id: Scalars['ID']['output'];
  title: Scalars['String']['output'];
  body: Scalars['String']['output'];
  task: Maybe<Task>;
  readAt: Maybe<Scalars['DateTime']['output']>;
  createdAt: Scalars['DateTime']['output'];
};

export type Activity = Node & {
  __typename?: 'Activity';
  id: Scalars['ID']['output'];
};

export type User = Node & {
  __typename?: 'User';
  id: Scalars['ID']['output'];
};

export type ApiToken = Node & {
  __typename?: 'ApiToken';
  id: Scalars['ID']['output'];
};

export type Webhook = Node & {
  __typename?: 'Webhook';
  id: Scalars['ID']['output'];
};

export type Conversation = Node & {
  __typename?: 'Conversation';
  id: Scalars['ID']['output'];
};

export type Message = Node & {
  __typename?: 'Message';
  id: Scalars['ID']['output'];
  conversationId: Scalars['ID']['output'];
  role: MessageRole;
  text: Scalars['String']['output'];
  actions: Array<ProposedAction>;
  complete: Scalars['Boolean']['output'];
  createdAt: Scalars['DateTime']['output'];
};

export type MessageRole =
  | 'USER'
  | 'ASSISTANT';

export type ActionState =
  | 'DONE'
  | 'NEEDS_CONFIRMATION'
  | 'REJECTED'
  | 'FAILED';

export type ProposedAction = {
  __typename?: 'ProposedAction';
  id: Scalars['ID']['output'];
  tool: Scalars['String']['output'];
  summary: Scalars['String']['output'];
  state: ActionState;
};

export type ImportJob = Node & {
  __typename?: 'ImportJob';
  id: Scalars['ID']['output'];
  total: Scalars['Int']['output'];
  done: Scalars['Int']['output'];
  failed: Scalars['Int']['output'];
  finished: Scalars['Boolean']['output'];
  errors: Array<Scalars['String']['output']>;
};

/** Who did something. */
export type Actor = {
  __typename?: 'Actor';
  kind: ActorKind;
  /** The API token, conversation or series that acted; null where the kind says all. */
  id: Maybe<Scalars['ID']['output']>;
  name: Maybe<Scalars['String']['output']>;
};

export type ActorKind =
  | 'USER'
  | 'API_TOKEN'
  | 'ASSISTANT'
  | 'RECURRENCE'
  | 'IMPORT'
  | 'SYSTEM';

/** One event of the viewer's stream. `cursor` resumes right after it; `id` is the same in webhooks and activity. */
export type Change = {
  /** The event's. Example: event_01k3v6y8z9f4q8r2s5t7w1x3yz */
  id: Scalars['ID']['output'];
  /** Opaque, bound to its user, good for as long as the log is kept (7 days by default). */
  cursor: Scalars['String']['output'];
  /** Example: task.completed.v1 */
  type: Scalars['String']['output'];
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Who did it. */
  actor: Actor;
};

export type ChangeKind =
  | 'CREATED'
  | 'UPDATED'
  | 'COMPLETED'
  | 'REOPENED'
  /** Of a task: into the bin. Of a tag: it is gone, or has been merged into another. */
  | 'DELETED'
  | 'RESTORED';

/** A task changed. Its own fields are as the change left them; what belongs to others is as it is now. */
export type TaskChange = Change & {
  __typename?: 'TaskChange';
  id: Scalars['ID']['output'];
  cursor: Scalars['String']['output'];
  type: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  actor: Actor;
  kind: ChangeKind;
  taskId: Scalars['ID']['output'];
  /** The task's, after the change. Counts up from change to change. */
  version: Scalars['Int']['output'];
  /** Null once it is gone for good. A task in the bin is not: it has `deletedAt`. */
  task: Maybe<Task>;
  /** With a `query` on the subscription: whether the task came to match it, still does, or no longer does; null without. */
  match: Maybe<FilterMatch>;
};

/** What a change made of a task, for one who looks at those that match a filter. */
export type FilterMatch =
  | 'ENTERED'
  | 'STAYED'
  /** It no longer matches, or is in the bin. Nothing more is heard of it until it enters again. */
  | 'LEFT';

/** A tag changed. */
export type TagChange = Change & {
  __typename?: 'TagChange';
  id: Scalars['ID']['output'];
  cursor: Scalars['String']['output'];
  type: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  actor: Actor;
  kind: ChangeKind;
  tagId: Scalars['ID']['output'];
  /** The tag's, after the change. */
  version: Scalars['Int']['output'];
  /** Null where the change is its deletion or merging. */
  tag: Maybe<Tag>;
};

/** A reminder was made, moved, sent, snoozed, acknowledged, cancelled or removed. */
export type ReminderChange = Change & {
  __typename?: 'ReminderChange';
  id: Scalars['ID']['output'];
  cursor: Scalars['String']['output'];
  type: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  actor: Actor;
  reminderId: Scalars['ID']['output'];
  state: ReminderState;
  /** Null once it is removed. */
  reminder: Maybe<Reminder>;
};

/** A notification was made or read. */
export type NotificationChange = Change & {
  __typename?: 'NotificationChange';
  id: Scalars['ID']['output'];
  cursor: Scalars['String']['output'];
  type: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  actor: Actor;
  notification: Maybe<Notification>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Everything that changes for the viewer, each event once, in order. `after`: resumes after that cursor, none missed, or
   * CURSOR_EXPIRED; CURSOR_INVALID for a cursor of another stream. Without it: from now on. A stream that ends by itself says
   * why (SLOW_CONSUMER, UNAUTHENTICATED) and where to go on (extensions.cursor). Example: changes { id cursor ... on
   * TaskChange { kind task { title } } }
   */
  changes: Change;
  /**
   * Task changes only; with `query` (the filter language of `tasks`), those of tasks that match it or did, days and hours
   * counted from the moment of each change. INVALID_FILTER with extensions.position where it is malformed. Example:
   * taskChanges(query: "#home !high") { kind match task { title } }
   */
  taskChanges: TaskChange;
  /**
   * The assistant's reply as it is written: the conversation's last message as it is now, then each time that there is more of it,
   * the last time `complete`, upon which the stream completes. Subscribe once `sendMessage` has answered. NOT_FOUND where the viewer
   * has no such conversation. Example: messageStream(conversationId: "conversation_01k3…") { text complete actions { summary state } }
   */
  messageStream: Message;
  /**
   * How an import goes on: the job as it is now, then after each step, the last time `finished`, upon which the stream
   * completes. NOT_FOUND where the viewer has no such job. Example: importProgress(id: "job_01k3…") { done total failed }
   */
  importProgress: ImportJob;
};


export type SubscriptionChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionTaskChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionMessageStreamArgs = {
  conversationId: Scalars['ID']['input'];
};


export type SubscriptionImportProgressArgs = {
  id: Scalars['ID']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( Task )
    | ( SavedFilter )
    | ( Tag )
    | ( Series )
    | ( Reminder )
    | ( Notification )
    | ( Activity )
    | ( User )
    | ( ApiToken )
    | ( Webhook )
    | ( Conversation )
    | ( Message )
    | ( ImportJob )
  ;
  Change:
    | ( TaskChange )
    | ( TagChange )
    | ( ReminderChange )
    | ( NotificationChange )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  FieldSet: ResolverTypeWrapper<Scalars['FieldSet']['output']>;
  LinkImport: ResolverTypeWrapper<Scalars['LinkImport']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  LocalTime: ResolverTypeWrapper<Scalars['LocalTime']['output']>;
  LocalDateTime: ResolverTypeWrapper<Scalars['LocalDateTime']['output']>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  Node: ResolverTypeWrapper<NodeRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RateLimit: ResolverTypeWrapper<RateLimit>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ErrorCode: ErrorCode;
  Task: ResolverTypeWrapper<Task>;
  TaskStatus: TaskStatus;
  Priority: Priority;
  Due: ResolverTypeWrapper<Due>;
  SavedFilter: ResolverTypeWrapper<SavedFilter>;
  Tag: ResolverTypeWrapper<Tag>;
  Series: ResolverTypeWrapper<Series>;
  Reminder: ResolverTypeWrapper<Reminder>;
  Channel: Channel;
  ReminderState: ReminderState;
  Notification: ResolverTypeWrapper<Notification>;
  Activity: ResolverTypeWrapper<Activity>;
  User: ResolverTypeWrapper<User>;
  ApiToken: ResolverTypeWrapper<ApiToken>;
  Webhook: ResolverTypeWrapper<Webhook>;
  Conversation: ResolverTypeWrapper<Conversation>;
  Message: ResolverTypeWrapper<Message>;
  MessageRole: MessageRole;
  ActionState: ActionState;
  ProposedAction: ResolverTypeWrapper<ProposedAction>;
  ImportJob: ResolverTypeWrapper<ImportJob>;
  Actor: ResolverTypeWrapper<Actor>;
  ActorKind: ActorKind;
  Change: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Change']>;
  ChangeKind: ChangeKind;
  TaskChange: ResolverTypeWrapper<TaskChange>;
  FilterMatch: FilterMatch;
  TagChange: ResolverTypeWrapper<TagChange>;
  ReminderChange: ResolverTypeWrapper<ReminderChange>;
  NotificationChange: ResolverTypeWrapper<NotificationChange>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  FieldSet: Scalars['FieldSet']['output'];
  LinkImport: Scalars['LinkImport']['output'];
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  LocalTime: Scalars['LocalTime']['output'];
  LocalDateTime: Scalars['LocalDateTime']['output'];
  TimeZone: Scalars['TimeZone']['output'];
  Duration: Scalars['Duration']['output'];
  Node: NodeRow;
  ID: Scalars['ID']['output'];
  Query: Record<PropertyKey, never>;
  RateLimit: RateLimit;
  Int: Scalars['Int']['output'];
  Task: Task;
  Due: Due;
  SavedFilter: SavedFilter;
  Tag: Tag;
  Series: Series;
  Reminder: Reminder;
  Notification: Notification;
  Activity: Activity;
  User: User;
  ApiToken: ApiToken;
  Webhook: Webhook;
  Conversation: Conversation;
  Message: Message;
  ProposedAction: ProposedAction;
  ImportJob: ImportJob;
  Actor: Actor;
  Change: ResolversInterfaceTypes<ResolversParentTypes>['Change'];
  TaskChange: TaskChange;
  TagChange: TagChange;
  ReminderChange: ReminderChange;
  NotificationChange: NotificationChange;
  Subscription: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  as?: Maybe<Scalars['String']['input']>;
  for?: Maybe<Scalars['String']['input']>;
  import?: Maybe<Array<Maybe<Scalars['LinkImport']['input']>>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComposeDirectiveDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type ComposeDirectiveDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ComposeDirectiveDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ScopesDirectiveArgs = {
  anyOf: Array<Array<Scalars['String']['input']>>;
};

export type ScopesDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface FieldSetScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FieldSet'], any> {
  name: 'FieldSet';
}

export interface LinkImportScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LinkImport'], any> {
  name: 'LinkImport';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface LocalTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalTime'], any> {
  name: 'LocalTime';
}

export interface LocalDateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDateTime'], any> {
  name: 'LocalDateTime';
}

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export type NodeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Task' | 'SavedFilter' | 'Tag' | 'Series' | 'Reminder' | 'Notification' | 'Activity' | 'User' | 'ApiToken' | 'Webhook' | 'Conversation' | 'Message' | 'ImportJob', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  streamCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rateLimit?: Resolver<ResolversTypes['RateLimit'], ParentType, ContextType>;
};

export type RateLimitResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['RateLimit'] = ResolversParentTypes['RateLimit']> = {
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resetAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TaskResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['Due']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['Tag']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType>;
  occurrenceKey?: Resolver<Maybe<ResolversTypes['LocalDateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DueResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Due'] = ResolversParentTypes['Due']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  time?: Resolver<Maybe<ResolversTypes['LocalTime']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  floating?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SavedFilterResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['SavedFilter'] = ResolversParentTypes['SavedFilter']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TagResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  color?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeriesResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReminderResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Reminder'] = ResolversParentTypes['Reminder']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  task?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Duration']>, ParentType, ContextType>;
  channels?: Resolver<Array<ResolversTypes['Channel']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReminderState'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ActivityResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Activity'] = ResolversParentTypes['Activity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiTokenResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ApiToken'] = ResolversParentTypes['ApiToken']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Webhook'] = ResolversParentTypes['Webhook']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  conversationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['MessageRole'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actions?: Resolver<Array<ResolversTypes['ProposedAction']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProposedActionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ProposedAction'] = ResolversParentTypes['ProposedAction']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tool?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ActionState'], ParentType, ContextType>;
};

export type ImportJobResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ImportJob'] = ResolversParentTypes['ImportJob']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  finished?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  errors?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ActorResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Actor'] = ResolversParentTypes['Actor']> = {
  kind?: Resolver<ResolversTypes['ActorKind'], ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChangeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Change'] = ResolversParentTypes['Change']> = {
  __resolveType: TypeResolveFn<'TaskChange' | 'TagChange' | 'ReminderChange' | 'NotificationChange', ParentType, ContextType>;
};

export type TaskChangeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TaskChange'] = ResolversParentTypes['TaskChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  taskId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  match?: Resolver<Maybe<ResolversTypes['FilterMatch']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TagChangeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TagChange'] = ResolversParentTypes['TagChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  tagId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReminderChangeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ReminderChange'] = ResolversParentTypes['ReminderChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  reminderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReminderState'], ParentType, ContextType>;
  reminder?: Resolver<Maybe<ResolversTypes['Reminder']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationChangeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['NotificationChange'] = ResolversParentTypes['NotificationChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  changes?: SubscriptionResolver<ResolversTypes['Change'], "changes", ParentType, ContextType, Partial<SubscriptionChangesArgs>>;
  taskChanges?: SubscriptionResolver<ResolversTypes['TaskChange'], "taskChanges", ParentType, ContextType, Partial<SubscriptionTaskChangesArgs>>;
  messageStream?: SubscriptionResolver<ResolversTypes['Message'], "messageStream", ParentType, ContextType, RequireFields<SubscriptionMessageStreamArgs, 'conversationId'>>;
  importProgress?: SubscriptionResolver<ResolversTypes['ImportJob'], "importProgress", ParentType, ContextType, RequireFields<SubscriptionImportProgressArgs, 'id'>>;
};

export type Resolvers<ContextType = ServiceContext> = {
  FieldSet?: GraphQLScalarType;
  LinkImport?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  LocalTime?: GraphQLScalarType;
  LocalDateTime?: GraphQLScalarType;
  TimeZone?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RateLimit?: RateLimitResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  Due?: DueResolvers<ContextType>;
  SavedFilter?: SavedFilterResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  Series?: SeriesResolvers<ContextType>;
  Reminder?: ReminderResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  Activity?: ActivityResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  ApiToken?: ApiTokenResolvers<ContextType>;
  Webhook?: WebhookResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  ProposedAction?: ProposedActionResolvers<ContextType>;
  ImportJob?: ImportJobResolvers<ContextType>;
  Actor?: ActorResolvers<ContextType>;
  Change?: ChangeResolvers<ContextType>;
  TaskChange?: TaskChangeResolvers<ContextType>;
  TagChange?: TagChangeResolvers<ContextType>;
  ReminderChange?: ReminderChangeResolvers<ContextType>;
  NotificationChange?: NotificationChangeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
