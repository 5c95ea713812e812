// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Task as TaskRow, Reminder as ReminderRow, Delivery as DeliveryRow, Notification as NotificationRow, NotificationConnection as NotificationConnectionRow, PageInfo as PageInfoRow, Webhook as WebhookRow, WebhookDelivery as WebhookDeliveryRow } from '../mappers.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
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
  /** An ISO 8601 duration. Example: PT15M, -P1D */
  Duration: { input: string; output: string; }
};

/** An object with an id of its own, which `node(id:)` finds. */
export type Node = {
  /** Opaque; <prefix>_<26 characters>. Example: task_01k3v6y8z9f4q8r2s5t7w1x3yz */
  id: Scalars['ID']['output'];
};

/** Where a page stands in its list (Relay connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Pass it as `before` to get what comes before this page. */
  startCursor: Maybe<Scalars['String']['output']>;
  /** Pass it as `after` to get what comes after this page. */
  endCursor: Maybe<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /**
   * The viewer's in-app notifications, newest first. `first`/`last` 1 to 100, default 50.
   * Example: notifications(unreadOnly: true, first: 20) { unreadCount nodes { title body } }
   */
  notifications: NotificationConnection;
  /**
   * The server's VAPID key (RFC 8292): what a browser's `pushManager.subscribe` takes as `applicationServerKey`. An
   * uncompressed P-256 point, base64url. It stays the same; subscriptions made with it do so too.
   */
  pushPublicKey: Scalars['String']['output'];
  /** The viewer's webhooks, in the order in which they were made; 20 at most. Example: webhooks { id url enabled deliveries(first: 5) { eventId state } } */
  webhooks: Array<Webhook>;
  /** The types of events that webhooks can be sent. Example: task.created.v1, task.completed.v1, tag.renamed.v1 */
  webhookEventTypes: Array<Scalars['String']['output']>;
};


export type QueryNotificationsArgs = {
  unreadOnly?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Has the viewer reminded of a task. BAD_USER_INPUT where the moment is past, for `before` where the task has no due time, for a task
   * that is completed or cancelled, and beyond 50 reminders on a task; NOT_FOUND where there is no such task; CONFLICT where `id` is in
   * use with other input. The same call again returns what it made.
   * Example: addReminder(taskId: "task_01k3…", reminder: { before: "PT15M" }) { id at }
   */
  addReminder: Reminder;
  /** Takes a reminder away, sent or not; notifications that it made stay. Returns its id. NOT_FOUND where there is none. */
  removeReminder: Scalars['ID']['output'];
  /**
   * Has a reminder come again: after a duration from now (`for`, more than zero) or at an instant ahead (`until`); exactly one of them, else
   * BAD_USER_INPUT. It fires with a new notification on the same channels. CONFLICT for one that is acknowledged or cancelled.
   * Example: snoozeReminder(id: "reminder_01k3…", for: "PT10M") { state at }
   */
  snoozeReminder: Reminder;
  /** Has a reminder not come again, for good. Safe to repeat. CONFLICT for one that was cancelled with its task. */
  acknowledgeReminder: Reminder;
  /**
   * Marks notifications as read, those of `ids` (up to 500) or, with `all: true`, every one; exactly one of them, else BAD_USER_INPUT.
   * Returns how many became read by this call. NOT_FOUND, changing nothing, where one of `ids` is none of the viewer's.
   */
  markNotificationsRead: Scalars['Int']['output'];
  /**
   * Registers a browser for Web Push, by what its `PushSubscription.toJSON()` says; a client does so again whenever that changes.
   * Returns the id of the registration, the same for the same endpoint. An endpoint that another user registered is theirs no longer.
   * BAD_USER_INPUT for an endpoint that is no https URL, for keys that are none, and beyond 20 browsers; WEBHOOK_URL_FORBIDDEN for
   * an endpoint that is not on the public internet.
   */
  registerPushSubscription: Scalars['ID']['output'];
  /** Ends pushes to a browser, as when its user signs out. Returns whether it was registered. */
  removePushSubscription: Scalars['Boolean']['output'];
  /**
   * Has events sent to a URL from now on, signed as Standard Webhooks 1.0. The answer is the only one that shows the secret: keep it.
   * BAD_USER_INPUT for what is no https URL, for a type of event that there is none of, and beyond 20 webhooks; WEBHOOK_URL_FORBIDDEN where
   * the URL leads to an address that is not on the public internet.
   * Example: createWebhook(input: { url: "https://example.com/hooks/rondo", events: ["task.completed.v1"] }) { secret webhook { id } }
   */
  createWebhook: WebhookWithSecret;
  /**
   * Changes a webhook; what is absent stays as it is. Switched off, it gets nothing, and what was waiting for it is given up; switched on
   * again, `replayWebhook` brings what it missed. NOT_FOUND where there is none; else as createWebhook.
   * Example: updateWebhook(id: "webhook_01k3…", input: { url: "https://example.com/hooks/rondo", enabled: false }) { enabled }
   */
  updateWebhook: Webhook;
  /**
   * Gives a webhook a new secret, shown once. For 24 hours deliveries carry two signatures, by the new secret and by the one before, so
   * that the receiver can change over; rotating once more ends the older one at once.
   */
  rotateWebhookSecret: WebhookWithSecret;
  /** Takes a webhook away, with its log and what was waiting for it. Returns its id. NOT_FOUND where there is none. */
  deleteWebhook: Scalars['ID']['output'];
  /**
   * Sends every event after that one again, one after the other in the order of the stream, as far as the webhook wants its type; what comes meanwhile follows
   * them. Returns how many there are. Events are kept for 30 days, from the viewer's first webhook on: NOT_FOUND for another event. CONFLICT
   * while the webhook is switched off. Example: replayWebhook(id: "webhook_01k3…", afterEventId: "event_01k3…")
   */
  replayWebhook: Scalars['Int']['output'];
  /**
   * Sends one event again, at once, whatever became of it before. NOT_FOUND for an event that is not kept, CONFLICT while the webhook is
   * switched off.
   */
  redeliverWebhook: WebhookDelivery;
};


export type MutationAddReminderArgs = {
  taskId: Scalars['ID']['input'];
  reminder: ReminderInput;
};


export type MutationRemoveReminderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSnoozeReminderArgs = {
  id: Scalars['ID']['input'];
  for?: InputMaybe<Scalars['Duration']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


export type MutationAcknowledgeReminderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationMarkNotificationsReadArgs = {
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  all?: InputMaybe<Scalars['Boolean']['input']>;
};


export type MutationRegisterPushSubscriptionArgs = {
  endpoint: Scalars['String']['input'];
  p256dh: Scalars['String']['input'];
  auth: Scalars['String']['input'];
};


export type MutationRemovePushSubscriptionArgs = {
  endpoint: Scalars['String']['input'];
};


export type MutationCreateWebhookArgs = {
  input: WebhookInput;
};


export type MutationUpdateWebhookArgs = {
  id: Scalars['ID']['input'];
  input: WebhookInput;
};


export type MutationRotateWebhookSecretArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeleteWebhookArgs = {
  id: Scalars['ID']['input'];
};


export type MutationReplayWebhookArgs = {
  id: Scalars['ID']['input'];
  afterEventId: Scalars['ID']['input'];
};


export type MutationRedeliverWebhookArgs = {
  id: Scalars['ID']['input'];
  eventId: Scalars['ID']['input'];
};

export type Task = {
  __typename?: 'Task';
  id: Scalars['ID']['output'];
  /** Of every state, earliest first. */
  reminders: Array<Reminder>;
};

/** A way to reach the user. Each is delivered, retried and shown on its own. */
export type Channel =
  /** A Notification, heard on the change stream. */
  | 'IN_APP'
  /** A mail to the account's address; an account without one (anonymous) has this channel FAILED. */
  | 'EMAIL'
  /** A push to each browser that was registered. */
  | 'WEB_PUSH';

export type ReminderState =
  /** Waits for its moment, or is just being delivered. */
  | 'SCHEDULED'
  /** Reached the user on one channel at least. */
  | 'SENT'
  /** Reached the user on no channel; `deliveries` say why. */
  | 'FAILED'
  /** The user has seen it. Stays so. */
  | 'ACKNOWLEDGED'
  /** Comes again at `at`. */
  | 'SNOOZED'
  /**
   * Will not come: its task is completed, cancelled or in the bin, or its due time was taken away or moved so that the moment
   * had passed. It is SCHEDULED again when the task is reopened or restored, or its due time moves, if its moment is ahead then.
   */
  | 'CANCELLED';

/** Exactly one of `at` and `before`. */
export type ReminderInput = {
  /** A client-made id, so that the call can be repeated blindly: `reminder_` and a UUIDv7 in Crockford base32. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** An instant ahead. Example: 2026-03-29T07:30:00.000Z */
  at?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * How long before the due time, zero or more; follows the due time when that changes, and each next occurrence of a series gets its own.
   * Days and longer are counted on the calendar of the due's time zone, hours and shorter on the clock. A due without time counts from the start of
   * its day. Examples: PT15M, P1D
   */
  before?: InputMaybe<Scalars['Duration']['input']>;
  /** Where absent or empty: IN_APP and EMAIL, and WEB_PUSH where the viewer has registered a browser. */
  channels?: InputMaybe<Array<Channel>>;
};

/** A message about a task at a moment. A completed or deleted task, or one that has moved, is not reminded of. */
export type Reminder = Node & {
  __typename?: 'Reminder';
  id: Scalars['ID']['output'];
  task: Task;
  /** When it fires next, or fired last: the snooze's end where it was snoozed. */
  at: Scalars['DateTime']['output'];
  /** How long before the due time; null for one at a fixed instant. Example: PT15M */
  before: Maybe<Scalars['Duration']['output']>;
  channels: Array<Channel>;
  state: ReminderState;
  /** How far each channel has got, of the last time that it fired; empty before the first. */
  deliveries: Array<Delivery>;
};

/** What became of a reminder on one channel. */
export type Delivery = {
  __typename?: 'Delivery';
  channel: Channel;
  state: DeliveryState;
  /** Tries so far. Mail and pushes are tried up to 10 times within 40 minutes. */
  attempts: Scalars['Int']['output'];
  /** Why the last try failed, for people; null where it did not. Example: The mail server answered: 550 No such user here */
  lastError: Maybe<Scalars['String']['output']>;
  /** When the channel's server took it; null until then. */
  deliveredAt: Maybe<Scalars['DateTime']['output']>;
};

export type DeliveryState =
  /** Is tried, or will be again. */
  | 'PENDING'
  | 'DELIVERED'
  /** Given up; `lastError` says why. */
  | 'FAILED';

/** What the in-app channel shows. */
export type Notification = Node & {
  __typename?: 'Notification';
  id: Scalars['ID']['output'];
  /** The task's title as it was then. */
  title: Scalars['String']['output'];
  /** Plain text. Example: Due 29 March 2026 at 09:30 */
  body: Scalars['String']['output'];
  /** Null where the task is gone for good. */
  task: Maybe<Task>;
  /** Null while it is unread. */
  readAt: Maybe<Scalars['DateTime']['output']>;
  createdAt: Scalars['DateTime']['output'];
};

export type NotificationEdge = {
  __typename?: 'NotificationEdge';
  node: Notification;
  cursor: Scalars['String']['output'];
};

export type NotificationConnection = {
  __typename?: 'NotificationConnection';
  edges: Array<NotificationEdge>;
  nodes: Array<Notification>;
  pageInfo: PageInfo;
  /** Of the list as it was asked for, all pages. */
  totalCount: Scalars['Int']['output'];
  /** All of the viewer's that are unread, whatever was asked for. */
  unreadCount: Scalars['Int']['output'];
};

/**
 * Where the viewer's events are sent, as POST requests signed by Standard Webhooks 1.0 (webhook-id, webhook-timestamp,
 * webhook-signature; webhook-id is the event's id). Events of one subject come in order. An answer of 2xx within 15 s takes an event; after
 * any other it is tried again for three days. 410 switches the webhook off, and so do five days in which every try failed.
 */
export type Webhook = Node & {
  __typename?: 'Webhook';
  id: Scalars['ID']['output'];
  url: Scalars['String']['output'];
  /** Types of events that it gets; empty: all. Example: task.completed.v1 */
  events: Array<Scalars['String']['output']>;
  enabled: Scalars['Boolean']['output'];
  /** Why Rondo switched it off; null where it is on, or was switched off by its user. */
  disabledReason: Maybe<Scalars['String']['output']>;
  createdAt: Scalars['DateTime']['output'];
  /** What became of the events of the last 30 days, newest first. `first` 1 to 100. */
  deliveries: Array<WebhookDelivery>;
};


/**
 * Where the viewer's events are sent, as POST requests signed by Standard Webhooks 1.0 (webhook-id, webhook-timestamp,
 * webhook-signature; webhook-id is the event's id). Events of one subject come in order. An answer of 2xx within 15 s takes an event; after
 * any other it is tried again for three days. 410 switches the webhook off, and so do five days in which every try failed.
 */
export type WebhookDeliveriesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What became of an event. */
export type WebhookDelivery = {
  __typename?: 'WebhookDelivery';
  /** The event's id, which is the request's `webhook-id`. Example: event_01k3v6y8z9f4q8r2s5t7w1x3yz */
  eventId: Scalars['ID']['output'];
  state: DeliveryState;
  /** Tries since it was last asked for. */
  attempts: Scalars['Int']['output'];
  /** The last answer's HTTP status; null where none came. Example: 503 */
  lastStatus: Maybe<Scalars['Int']['output']>;
  /** Why the last try failed, for people; null where it did not. Example: No answer came within 15 s. */
  lastError: Maybe<Scalars['String']['output']>;
  /** When it is tried next; null once it is settled, and while it waits for an earlier event of its subject. */
  nextAttemptAt: Maybe<Scalars['DateTime']['output']>;
};

export type WebhookWithSecret = {
  __typename?: 'WebhookWithSecret';
  webhook: Webhook;
  /** What deliveries are signed with: `whsec_` and base64. Shown once. */
  secret: Scalars['String']['output'];
};

export type WebhookInput = {
  /** An https URL on the public internet, of at most 2 000 characters. Example: https://example.com/hooks/rondo */
  url: Scalars['String']['input'];
  /** Types of events, of `webhookEventTypes`; empty means all. Where absent: all on creation, unchanged on update. Example: task.completed.v1 */
  events?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Where absent: true on creation, unchanged on update. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

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

/** Mapping of federation types */
export type FederationTypes = {
  Task: Task;
  Reminder: Reminder;
  Notification: Notification;
  Webhook: Webhook;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Task:
    ( { __typename: 'Task' }
    & GraphQLRecursivePick<FederationTypes['Task'], {"id":true}> );
  Reminder:
    ( { __typename: 'Reminder' }
    & GraphQLRecursivePick<FederationTypes['Reminder'], {"id":true}> );
  Notification:
    ( { __typename: 'Notification' }
    & GraphQLRecursivePick<FederationTypes['Notification'], {"id":true}> );
  Webhook:
    ( { __typename: 'Webhook' }
    & GraphQLRecursivePick<FederationTypes['Webhook'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ReminderRow )
    | ( NotificationRow )
    | ( WebhookRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  FieldSet: ResolverTypeWrapper<Scalars['FieldSet']['output']>;
  LinkImport: ResolverTypeWrapper<Scalars['LinkImport']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfoRow>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Task: ResolverTypeWrapper<TaskRow>;
  Channel: Channel;
  ReminderState: ReminderState;
  ReminderInput: ReminderInput;
  Reminder: ResolverTypeWrapper<ReminderRow>;
  Delivery: ResolverTypeWrapper<DeliveryRow>;
  DeliveryState: DeliveryState;
  Notification: ResolverTypeWrapper<NotificationRow>;
  NotificationEdge: ResolverTypeWrapper<Omit<NotificationEdge, 'node'> & { node: ResolversTypes['Notification'] }>;
  NotificationConnection: ResolverTypeWrapper<NotificationConnectionRow>;
  Webhook: ResolverTypeWrapper<WebhookRow>;
  WebhookDelivery: ResolverTypeWrapper<WebhookDeliveryRow>;
  WebhookWithSecret: ResolverTypeWrapper<Omit<WebhookWithSecret, 'webhook'> & { webhook: ResolversTypes['Webhook'] }>;
  WebhookInput: WebhookInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  FieldSet: Scalars['FieldSet']['output'];
  LinkImport: Scalars['LinkImport']['output'];
  DateTime: Scalars['DateTime']['output'];
  Duration: Scalars['Duration']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  PageInfo: PageInfoRow;
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Task: TaskRow;
  ReminderInput: ReminderInput;
  Reminder: ReminderRow;
  Delivery: DeliveryRow;
  Notification: NotificationRow;
  NotificationEdge: Omit<NotificationEdge, 'node'> & { node: ResolversParentTypes['Notification'] };
  NotificationConnection: NotificationConnectionRow;
  Webhook: WebhookRow;
  WebhookDelivery: WebhookDeliveryRow;
  WebhookWithSecret: Omit<WebhookWithSecret, 'webhook'> & { webhook: ResolversParentTypes['Webhook'] };
  WebhookInput: WebhookInput;
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

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export type NodeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Reminder' | 'Notification' | 'Webhook', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  notifications?: Resolver<ResolversTypes['NotificationConnection'], ParentType, ContextType, RequireFields<QueryNotificationsArgs, 'unreadOnly'>>;
  pushPublicKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  webhooks?: Resolver<Array<ResolversTypes['Webhook']>, ParentType, ContextType>;
  webhookEventTypes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addReminder?: Resolver<ResolversTypes['Reminder'], ParentType, ContextType, RequireFields<MutationAddReminderArgs, 'taskId' | 'reminder'>>;
  removeReminder?: Resolver<ResolversTypes['ID'], ParentType, ContextType, RequireFields<MutationRemoveReminderArgs, 'id'>>;
  snoozeReminder?: Resolver<ResolversTypes['Reminder'], ParentType, ContextType, RequireFields<MutationSnoozeReminderArgs, 'id'>>;
  acknowledgeReminder?: Resolver<ResolversTypes['Reminder'], ParentType, ContextType, RequireFields<MutationAcknowledgeReminderArgs, 'id'>>;
  markNotificationsRead?: Resolver<ResolversTypes['Int'], ParentType, ContextType, Partial<MutationMarkNotificationsReadArgs>>;
  registerPushSubscription?: Resolver<ResolversTypes['ID'], ParentType, ContextType, RequireFields<MutationRegisterPushSubscriptionArgs, 'endpoint' | 'p256dh' | 'auth'>>;
  removePushSubscription?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRemovePushSubscriptionArgs, 'endpoint'>>;
  createWebhook?: Resolver<ResolversTypes['WebhookWithSecret'], ParentType, ContextType, RequireFields<MutationCreateWebhookArgs, 'input'>>;
  updateWebhook?: Resolver<ResolversTypes['Webhook'], ParentType, ContextType, RequireFields<MutationUpdateWebhookArgs, 'id' | 'input'>>;
  rotateWebhookSecret?: Resolver<ResolversTypes['WebhookWithSecret'], ParentType, ContextType, RequireFields<MutationRotateWebhookSecretArgs, 'id'>>;
  deleteWebhook?: Resolver<ResolversTypes['ID'], ParentType, ContextType, RequireFields<MutationDeleteWebhookArgs, 'id'>>;
  replayWebhook?: Resolver<ResolversTypes['Int'], ParentType, ContextType, RequireFields<MutationReplayWebhookArgs, 'id' | 'afterEventId'>>;
  redeliverWebhook?: Resolver<ResolversTypes['WebhookDelivery'], ParentType, ContextType, RequireFields<MutationRedeliverWebhookArgs, 'id' | 'eventId'>>;
};

export type TaskResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task'], FederationReferenceType extends FederationReferenceTypes['Task'] = FederationReferenceTypes['Task']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Task']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reminders?: Resolver<Array<ResolversTypes['Reminder']>, ParentType, ContextType>;
};

export type ReminderResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Reminder'] = ResolversParentTypes['Reminder'], FederationReferenceType extends FederationReferenceTypes['Reminder'] = FederationReferenceTypes['Reminder']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Reminder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  task?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Duration']>, ParentType, ContextType>;
  channels?: Resolver<Array<ResolversTypes['Channel']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ReminderState'], ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeliveryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery']> = {
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeliveryState'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type NotificationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification'], FederationReferenceType extends FederationReferenceTypes['Notification'] = FederationReferenceTypes['Notification']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Notification']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = {
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NotificationConnectionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Notification']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unreadCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WebhookResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Webhook'] = ResolversParentTypes['Webhook'], FederationReferenceType extends FederationReferenceTypes['Webhook'] = FederationReferenceTypes['Webhook']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Webhook']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  events?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  disabledReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['WebhookDelivery']>, ParentType, ContextType, RequireFields<WebhookDeliveriesArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookDeliveryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['WebhookDelivery'] = ResolversParentTypes['WebhookDelivery']> = {
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeliveryState'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type WebhookWithSecretResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['WebhookWithSecret'] = ResolversParentTypes['WebhookWithSecret']> = {
  webhook?: Resolver<ResolversTypes['Webhook'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  FieldSet?: GraphQLScalarType;
  LinkImport?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  Reminder?: ReminderResolvers<ContextType>;
  Delivery?: DeliveryResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  Webhook?: WebhookResolvers<ContextType>;
  WebhookDelivery?: WebhookDeliveryResolvers<ContextType>;
  WebhookWithSecret?: WebhookWithSecretResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
