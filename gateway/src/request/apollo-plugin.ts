import { type ApolloServerPlugin, type GraphQLRequest, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { OperationDefinitionNode } from 'graphql';
import { observeOperation } from '../telemetry.ts';
import { type Admission, isAdmitted, type Refused } from './admission.ts';
import type { OperationContext } from './context.ts';
import { codeOf, toClientError } from './errors.ts';

/**
 * Has Apollo Server execute what has been admitted, answer else with why not, and say in every response what it cost.
 * Apollo Server's own validation is off: ours bounds a document before it works through it, and names arguments.
 */
export function admissionPlugin(admission: () => Admission, log: Logger): ApolloServerPlugin<OperationContext> {
  return {
    requestDidStart: async ({ request }) => {
      const began = performance.now();
      return {
        async responseForOperation({ source, contextValue, ...resolved }) {
          // Absent, whatever its type says, where the document has no such operation.
          const operation: OperationDefinitionNode | undefined = resolved.operation;
          const admitted = await admission().admit(
            { query: source, operationName: request.operationName, variables: request.variables },
            contextValue.caller,
          );
          contextValue.cost = admitted.cost;
          if (!isAdmitted(admitted)) return responseOf(admitted, contextValue);
          return operation?.operation === 'subscription' ? responseOf(streamsOnly(), contextValue) : null;
        },
        async willSendResponse({ response, contextValue, operation, source, errors = [] }) {
          const { requestId, caller, cost, signal } = contextValue;
          for (const error of signal?.aborted ? [] : errors)
            if (codeOf(error.extensions.code) === ErrorCode.INTERNAL)
              log.error({ err: error, requestId, path: error.path }, 'an operation failed');
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          for (const error of singleResult.errors ?? [])
            if (error.extensions?.code === ErrorCode.INTERNAL) error.extensions.requestId = requestId;
          singleResult.extensions = { ...singleResult.extensions, cost: await admission().report(caller, cost) };
          if (source !== undefined && response.http.status === 400 && takesLegacyJson(request))
            response.http.status = 200;
          const [firstError] = singleResult.errors ?? [];
          observeOperation({
            type: operation?.operation ?? 'unknown',
            name: request.operationName ?? operation?.name?.value ?? null,
            result: firstError ? String(firstError.extensions?.code ?? ErrorCode.INTERNAL) : 'ok',
            began,
          });
        },
      };
    },
  };
}

/**
 * GraphQL over HTTP §6.4.1: with `application/json` a document that is refused SHOULD have 200, as intermediaries answer
 * in that type too. That is for those who ask for it and nothing else; all others see 400.
 */
function takesLegacyJson({ http }: GraphQLRequest): boolean {
  return http?.headers.get('accept')?.trim() === 'application/json';
}

function responseOf({ errors, status, headers = {} }: Refused, { requestId }: OperationContext): GraphQLResponse {
  return {
    http: { status, headers: new HeaderMap(Object.entries(headers)) },
    body: { kind: 'single', singleResult: { errors: errors.map((error) => toClientError(error, requestId)) } },
  };
}

function streamsOnly(): Refused {
  const error = new RondoError(
    ErrorCode.BAD_USER_INPUT,
    'Expected a query or mutation. Subscriptions come over WebSocket (graphql-transport-ws), with `Accept: text/event-stream`, or with `Accept: multipart/mixed;subscriptionSpec=1.0`.',
  );
  return { errors: [error], status: 406, cost: 0 };
}
