// Generated from schema.graphql by `npm run codegen`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { User as UserRow, ApiToken as ApiTokenRow } from '../mappers.ts';
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
  /** An IANA time zone. Example: Europe/Paris */
  TimeZone: { input: string; output: string; }
};

/** An object with an id of its own, which `node(id:)` finds. */
export type Node = {
  /** Opaque; <prefix>_<26 characters>. Example: task_01k3v6y8z9f4q8r2s5t7w1x3yz */
  id: Scalars['ID']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The account that the request is signed in to; null when signed out. Example: viewer { email timeZone } */
  viewer: Maybe<User>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the viewer's name, time zone or locale. Returns the account as it is then; a call that changes nothing does no harm. */
  updateProfile: User;
  /**
   * Removes the viewer's account for good, with all its tasks, tags, series, reminders, notifications and history, and ends all its
   * sessions. `confirmEmail` must be the account's own address (case ignored; of a trial account, the generated one that
   * `viewer { email }` shows), else BAD_USER_INPUT and nothing is removed. Sessions end at once, the rest is gone within seconds.
   */
  deleteAccount: Scalars['Boolean']['output'];
  /**
   * Makes a token for a program. `secret` is shown by this answer alone, and kept nowhere: the program sends it as
   * `Authorization: Bearer rondo_pat_…`. BAD_USER_INPUT without scopes, for an expiry in the past, and beyond 100 tokens. Made with
   * a token itself: FORBIDDEN for a scope that that one lacks or for a later expiry, and it is revoked together with that one.
   * Example: createApiToken(input: { name: "Backup", scopes: [TASKS_READ] }) { secret token { id } }
   */
  createApiToken: ApiTokenWithSecret;
  /** Ends a token for good, and those that it made: requests at once, open subscriptions within 5 s. Returns its id. NOT_FOUND. */
  revokeApiToken: Scalars['ID']['output'];
};


export type MutationUpdateProfileArgs = {
  input: ProfileInput;
};


export type MutationDeleteAccountArgs = {
  confirmEmail: Scalars['String']['input'];
};


export type MutationCreateApiTokenArgs = {
  input: ApiTokenInput;
};


export type MutationRevokeApiTokenArgs = {
  id: Scalars['ID']['input'];
};

/**
 * An account. Sign-up, sign-in, sign-out, sessions and password reset are REST under /api/auth:
 * POST /api/auth/sign-up/email, /api/auth/sign-in/email, /api/auth/sign-in/anonymous, /api/auth/sign-out, …
 */
export type User = Node & {
  __typename?: 'User';
  id: Scalars['ID']['output'];
  /** Lower-case. Of a trial account, a generated address that no mail reaches. Example: ada@example.com */
  email: Scalars['String']['output'];
  /** 1 to 100 characters. Example: Ada */
  name: Scalars['String']['output'];
  /** What floating due times and relative dates are read in. Example: Europe/Paris */
  timeZone: Scalars['TimeZone']['output'];
  /** A language tag (BCP 47), for mails and formats. Example: de-AT */
  locale: Scalars['String']['output'];
  /**
   * A trial account, without e-mail address and password. Signing up (POST /api/auth/sign-up/email) with its session turns this very
   * account into a real one: its id stays, and so does everything in it.
   */
  anonymous: Scalars['Boolean']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** Of the account, the newest first, expired ones included for 30 days. Example: viewer { apiTokens { name prefix lastUsedAt } } */
  apiTokens: Array<ApiToken>;
};

/** What a program that holds a token may do. A session may do all of it. */
export type Scope =
  /** Read tasks, tags, series, saved filters, statistics, history, and the stream of task changes. */
  | 'TASKS_READ'
  /** Make, change and delete them, and reminders. */
  | 'TASKS_WRITE'
  /** Read notifications; with TASKS_READ, the stream of everything. */
  | 'NOTIFICATIONS_READ'
  /** Mark notifications as read, set reminders, register browsers for push. */
  | 'NOTIFICATIONS_WRITE'
  /** Make, change and delete webhooks, and read what they delivered. */
  | 'WEBHOOKS'
  /** Change the profile, make and revoke tokens, delete the account. */
  | 'ACCOUNT'
  /** Talk with the assistant. */
  | 'ASSISTANT';

/** A token that the user made for a program. Its secret is not kept. */
export type ApiToken = Node & {
  __typename?: 'ApiToken';
  id: Scalars['ID']['output'];
  /** 1 to 100 characters; the history shows it as the actor's. Example: Backup */
  name: Scalars['String']['output'];
  scopes: Array<Scope>;
  createdAt: Scalars['DateTime']['output'];
  /** Null: until it is revoked. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** To the minute; null: never. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** The beginning of the secret, to know it by. Example: rondo_pat_x7Kq2a */
  prefix: Scalars['String']['output'];
};

export type ApiTokenInput = {
  /** 1 to 100 characters; BAD_USER_INPUT where blank. Example: Backup */
  name: Scalars['String']['input'];
  /** At least one. Writing does not include reading. */
  scopes: Array<Scope>;
  /** In the future. Example: 2027-01-01T00:00:00.000Z */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

export type ApiTokenWithSecret = {
  __typename?: 'ApiTokenWithSecret';
  token: ApiToken;
  /** Shown once. Example: rondo_pat_x7Kq2a…, 53 characters */
  secret: Scalars['String']['output'];
};

/** What is left out, or null, stays as it is. */
export type ProfileInput = {
  /** 1 to 100 characters; BAD_USER_INPUT where blank. Example: Ada */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Floating due times follow it. Example: Europe/Paris */
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
  /** A language tag (BCP 47), 35 characters at most; kept in its canonical form: `de-at` becomes `de-AT`. */
  locale?: InputMaybe<Scalars['String']['input']>;
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
  User: User;
  ApiToken: ApiToken;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  ApiToken:
    ( { __typename: 'ApiToken' }
    & GraphQLRecursivePick<FederationTypes['ApiToken'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( UserRow )
    | ( ApiTokenRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  FieldSet: ResolverTypeWrapper<Scalars['FieldSet']['output']>;
  LinkImport: ResolverTypeWrapper<Scalars['LinkImport']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<UserRow>;
  Scope: Scope;
  ApiToken: ResolverTypeWrapper<ApiTokenRow>;
  ApiTokenInput: ApiTokenInput;
  ApiTokenWithSecret: ResolverTypeWrapper<Omit<ApiTokenWithSecret, 'token'> & { token: ResolversTypes['ApiToken'] }>;
  ProfileInput: ProfileInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  FieldSet: Scalars['FieldSet']['output'];
  LinkImport: Scalars['LinkImport']['output'];
  DateTime: Scalars['DateTime']['output'];
  TimeZone: Scalars['TimeZone']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  User: UserRow;
  ApiToken: ApiTokenRow;
  ApiTokenInput: ApiTokenInput;
  ApiTokenWithSecret: Omit<ApiTokenWithSecret, 'token'> & { token: ResolversParentTypes['ApiToken'] };
  ProfileInput: ProfileInput;
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

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type NodeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'User' | 'ApiToken', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  updateProfile?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  deleteAccount?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeleteAccountArgs, 'confirmEmail'>>;
  createApiToken?: Resolver<ResolversTypes['ApiTokenWithSecret'], ParentType, ContextType, RequireFields<MutationCreateApiTokenArgs, 'input'>>;
  revokeApiToken?: Resolver<ResolversTypes['ID'], ParentType, ContextType, RequireFields<MutationRevokeApiTokenArgs, 'id'>>;
};

export type UserResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  anonymous?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  apiTokens?: Resolver<Array<ResolversTypes['ApiToken']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiTokenResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ApiToken'] = ResolversParentTypes['ApiToken'], FederationReferenceType extends FederationReferenceTypes['ApiToken'] = FederationReferenceTypes['ApiToken']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ApiToken']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['Scope']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiTokenWithSecretResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ApiTokenWithSecret'] = ResolversParentTypes['ApiTokenWithSecret']> = {
  token?: Resolver<ResolversTypes['ApiToken'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  FieldSet?: GraphQLScalarType;
  LinkImport?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  TimeZone?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  ApiToken?: ApiTokenResolvers<ContextType>;
  ApiTokenWithSecret?: ApiTokenWithSecretResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
