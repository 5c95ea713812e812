import type { ApolloServer } from '@apollo/server';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { type Principal, verifyPrincipal } from '@rondo/platform/principal.ts';
import { executeOperation } from '@rondo/schema/methods/gateway.ts';
import type { z } from 'zod';
import { type Authenticator, budgetKeyOf, type Caller } from '../auth/caller.ts';
import type { Admission } from '../request/admission.ts';
import { createContext, type OperationContext } from '../request/context.ts';

export interface OperationMethodOptions {
  readonly platform: Platform;
  readonly apollo: ApolloServer<OperationContext>;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
}

type Answer = z.infer<typeof executeOperation.output>;

/** Executes operations for those who act for a user, with the same admission as that user's own: scopes, costs and budget. */
export class GraphAccess {
  readonly #options: OperationMethodOptions;

  constructor(options: OperationMethodOptions) {
    this.#options = options;
  }

  async execute(
    principal: Principal,
    { query, variables }: z.infer<typeof executeOperation.input>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { apollo, authenticator, admission } = this.#options;
    const caller: Caller = {
      principal,
      credentials: { token: null, cookie: null },
      budgetKey: budgetKeyOf(principal),
      isRefused: false,
    };
    const contextValue = await createContext(caller, {
      authenticator,
      report: (...args) => admission.report(...args),
      ...(signal ? { signal } : {}),
    });
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
    const { data, errors } = body.kind === 'single' ? body.singleResult : { data: null, errors: [] };
    // As over a wire: scalars that are objects become text.
    return executeOperation.output.parse(JSON.parse(JSON.stringify({ data: data ?? null, errors: errors ?? [] })));
  }

  /** Answers services of this installation, which name the user by a signed principal. */
  serve(): Promise<AsyncDisposable> {
    const { platform } = this.#options;
    return platform.serve(executeOperation.service, {
      [executeOperation.name]: async (input, signed, signal) => {
        const keys = (await platform.secret(PRINCIPAL_KEY)).split(',');
        return this.execute(verifyPrincipal(signed, keys), executeOperation.input.parse(input), signal);
      },
    });
  }
}
