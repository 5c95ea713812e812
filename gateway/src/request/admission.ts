import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { type GraphQLError, type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { type Caller, isSignedIn, unauthenticated } from '../auth/caller.ts';
import type { ScopeCheck } from '../auth/scope-check.ts';
import type { Budget, BudgetState } from './budget.ts';
import { costOf } from './cost.ts';
import type { CostDirectives } from './cost-directives.ts';
import { type Documents, isRefused, type PreparedOperation, rootFieldNames } from './documents.ts';
import { coerceVariables, type Variables } from './variables.ts';

export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Variables | null;
}

/** What of the supergraph admission looks at. */
export interface Graph {
  readonly schema: GraphQLSchema;
  readonly scopes: ScopeCheck;
  /** What the supergraph says that its fields cost. */
  readonly costs: CostDirectives;
}

export interface AdmissionOptions {
  readonly graph: Graph;
  readonly documents: Documents;
  /** Points that one operation may cost. */
  readonly maximumCost: number;
  readonly budgets: Budgets;
}

/** What callers may spend. */
export interface Budgets {
  readonly user: Budget;
  /** Of an address from which nobody has signed in. */
  readonly address: Budget;
}

/** An operation that may be executed; its points are spent. */
export interface Admitted {
  readonly prepared: PreparedOperation;
  /** Coerced; what goes on to subgraphs are the values as given. */
  readonly values: Variables;
  readonly cost: number;
}

export interface Refused {
  readonly errors: readonly GraphQLError[];
  /** HTTP, for those transports that can say it. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cost: number;
}

/** What every response says of its cost. */
export interface CostReport {
  readonly requested: number;
  readonly remaining: number;
  readonly limit: number;
  readonly resetAt: string;
}

/** Fields for which nobody needs to have signed in. */
const PUBLIC_FIELDS: ReadonlySet<string> = new Set(['viewer', 'rateLimit', '__typename', '__schema', '__type']);

/** Decides, in this order, whether an operation is well-formed, whose it is, whether they may, what it costs and whether that is left. */
export class Admission {
  readonly #options: AdmissionOptions;
  #graph: Graph;
  readonly #isPublic = new WeakMap<PreparedOperation['operation'], boolean>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#graph = options.graph;
  }

  /** For all that is admitted from now on. */
  replaceGraph(graph: Graph): void {
    this.#graph = graph;
  }

  async admit(request: OperationRequest, caller: Caller): Promise<Admitted | Refused> {
    if (caller.isRefused) return refused(unauthenticated(caller));
    const { documents, maximumCost } = this.#options;
    const { schema, scopes, costs } = this.#graph;
    const prepared = documents.prepare(request.query, request.operationName);
    if (isRefused(prepared)) {
      const forbidden = this.#refusalOfMalformed(request, caller);
      return forbidden ? refused(forbidden) : { errors: prepared, status: 400, cost: 0 };
    }
    if (!isSignedIn(caller)) {
      if (!this.#isForAll(prepared)) return refused(unauthenticated(caller));
    } else {
      const forbidden = scopes.refusal(caller.principal, prepared);
      if (forbidden) return refused(forbidden);
    }
    const { document, operation } = prepared;
    const { values, errors } = coerceVariables(
      schema,
      document,
      operation,
      request.variables ?? {},
      documents.limits.nesting,
    );
    if (errors.length > 0) return { errors: errors.map((error) => documents.present(error)), status: 400, cost: 0 };
    let cost = 0;
    try {
      cost = costOf(schema, document, operation, values, costs);
      if (cost > maximumCost) return refused(tooCostly(cost, maximumCost), cost);
      await this.#budgetOf(caller).spend(caller.budgetKey, cost);
    } catch (error) {
      if (error instanceof RondoError) return refused(error, cost);
      throw error;
    }
    return { prepared, values, cost };
  }

  /** Whoever may not call something at all is told so, and not what is wrong with the call. */
  #refusalOfMalformed({ query, operationName }: OperationRequest, caller: Caller): RondoError | null {
    if (!isSignedIn(caller)) return null;
    const { documents } = this.#options;
    const { scopes } = this.#graph;
    try {
      const document = parse(query, { maxTokens: documents.limits.tokens, noLocation: true });
      const operation = getOperationAST(document, operationName);
      return operation ? scopes.refusal(caller.principal, { document, operation }) : null;
    } catch {
      return null;
    }
  }

  stateOf(caller: Caller): Promise<BudgetState> {
    return this.#budgetOf(caller).stateOf(caller.budgetKey);
  }

  async report(caller: Caller, requested: number): Promise<CostReport> {
    const { remaining, limit, resetAt } = await this.stateOf(caller);
    return { requested, remaining, limit, resetAt: resetAt.toISOString() };
  }

  #budgetOf(caller: Caller): Budget {
    const { user, address } = this.#options.budgets;
    return isSignedIn(caller) ? user : address;
  }

  #isForAll(prepared: PreparedOperation): boolean {
    let isForAll = this.#isPublic.get(prepared.operation);
    if (isForAll === undefined) {
      isForAll = rootFieldNames(prepared).isSubsetOf(PUBLIC_FIELDS);
      this.#isPublic.set(prepared.operation, isForAll);
    }
    return isForAll;
  }
}

export function isAdmitted(admission: Admitted | Refused): admission is Admitted {
  return 'prepared' in admission;
}

const statusOf: Readonly<Partial<Record<ErrorCode, number>>> = {
  [ErrorCode.UNAUTHENTICATED]: 401,
  [ErrorCode.FORBIDDEN]: 403,
  [ErrorCode.RATE_LIMITED]: 429,
  [ErrorCode.UNAVAILABLE]: 503,
};

function refused(error: RondoError, cost = 0): Refused {
  const { retryAfter, scopes } = error.extensions;
  const headers = {
    ...(error.code === ErrorCode.UNAUTHENTICATED ? { 'www-authenticate': 'Bearer' } : {}),
    // RFC 6750 §3.1.
    ...(Array.isArray(scopes)
      ? { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` }
      : {}),
    ...(typeof retryAfter === 'number' ? { 'retry-after': String(retryAfter) } : {}),
  };
  return { errors: [error], status: statusOf[error.code] ?? 400, headers, cost };
}

function tooCostly(cost: number, maximum: number): RondoError {
  return new RondoError(
    ErrorCode.COST_LIMIT_EXCEEDED,
    `Expected an operation of at most ${maximum} points, got one of ${cost}. Ask for smaller pages or less within each item.`,
  );
}
