import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { argumentsOf } from './argument-path.ts';
import { type DocumentLimits, refusalOf } from './limits.ts';
import { notListed, type Safelist } from './safelist.ts';

export interface DocumentsOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** Whether clients may ask what the schema has, and are told what they may have meant. */
  readonly introspection: boolean;
  /** Where given, only its operations are prepared. */
  readonly safelist?: Safelist;
}

/** A document that is valid against the schema. The same object for the same text, while it is kept. */
export interface Prepared {
  readonly id: number;
  readonly document: DocumentNode;
}

export interface PreparedOperation extends Prepared {
  readonly operation: OperationDefinitionNode;
  /** Its name, where the document needs one to be told which is meant. */
  readonly operationName: string | null;
}

/** Characters of texts whose documents are kept; a document takes some fifty times the memory of its text. */
const KEPT_TEXT = 2 * 1_024 * 1_024;
/** One longer than this is worked through each time. */
const LONGEST_KEPT = 32 * 1_024;

/** Told of at a time. */
const MAXIMUM_ERRORS = 20;
/** Each place of an error is found by counting the lines before it, and an error has up to a hundred places. */
const LOCATABLE_LINES = 2_000;

/** Parses and validates clients' documents, once for each text, the same way for every transport. */
export class Documents {
  readonly #options: DocumentsOptions;
  #schema: GraphQLSchema;
  readonly #rules: readonly ValidationRule[];
  readonly #prepared = new LRUCache<string, Prepared>({
    maxSize: KEPT_TEXT,
    maxEntrySize: LONGEST_KEPT,
    sizeCalculation: (_prepared, text) => text.length + 1,
  });
  #count = 0;

  constructor(options: DocumentsOptions) {
    this.#options = options;
    this.#schema = options.schema;
    this.#rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** What has been prepared was valid against another schema. */
  replaceSchema(schema: GraphQLSchema): void {
    this.#schema = schema;
    this.#prepared.clear();
  }

  get limits(): DocumentLimits {
    return this.#options.limits;
  }

  /** The operation that a request means, or why there is none: BAD_USER_INPUT, or QUERY_NOT_IN_SAFELIST. */
  prepare(text: string, operationName: string | null | undefined): PreparedOperation | readonly GraphQLError[] {
    const prepared = this.prepareText(text);
    if (isRefused(prepared)) return prepared;
    const operation = getOperationAST(prepared.document, operationName);
    if (operation) return { ...prepared, operation, operationName: operationName ?? null };
    return [
      badRequest(
        operationName
          ? `Expected the name of an operation of the document, got ${operationName.slice(0, 100)}.`
          : 'Expected one operation, or operationName to say which of several.',
      ),
    ];
  }

  /** A document, whichever of its operations is meant. */
  prepareText(text: string): Prepared | readonly GraphQLError[] {
    const known = this.#prepared.get(text);
    if (known) return known;
    if (this.#options.safelist?.allows(text) === false) return [notListed()];
    const prepared = this.#work(text);
    // Refusals would keep what they refuse.
    if (!isRefused(prepared)) this.#prepared.set(text, prepared);
    return prepared;
  }

  #work(text: string): Prepared | readonly GraphQLError[] {
    const { limits } = this.#options;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: limits.tokens, noLocation: !isLocatable(text) });
    } catch (error) {
      return [error instanceof GraphQLError ? badRequest(error.message, error) : outOfStack()];
    }
    const refusal = refusalOf(document, limits);
    if (refusal) return [refusal];
    const errors = this.#validate(document);
    if (errors.length === 0) return { id: ++this.#count, document };
    const places = argumentsOf(document, new Set(errors.flatMap(({ nodes }) => nodes ?? [])));
    return errors.map((error) => {
      const argument = error.nodes?.map((node) => places.get(node)).findLast((path) => path !== undefined);
      return this.present(badRequest(error.message, error, argument));
    });
  }

  #validate(document: DocumentNode): readonly GraphQLError[] {
    try {
      return validate(this.#schema, document, this.#rules, { maxErrors: MAXIMUM_ERRORS });
    } catch (error) {
      // One rule throws what it finds: a subscription whose one field depends on a variable (specification §5.2.4.1).
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  /** Without what the client may have meant, where that would tell of a schema that is not to be asked. */
  present(error: GraphQLError): GraphQLError {
    const message = error.message.replace(/ ?Did you mean [^?]*\?/g, '').trimEnd();
    if (this.#options.introspection || message === error.message) return error;
    return new GraphQLError(message, error);
  }
}

export function isRefused<T extends object>(result: T | readonly GraphQLError[]): result is readonly GraphQLError[] {
  return Array.isArray(result);
}

/** The fields that an operation selects at its root, through fragments, under their own names. */
export function rootFieldNames({ document, operation }: PreparedOperation): Set<string> {
  const names = new Set<string>();
  const spread = new Set<string>();
  const read = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) read(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        for (const node of document.definitions)
          if (node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value)
            read(node.selectionSet);
      }
    }
  };
  read(operation.selectionSet);
  return names;
}

function badRequest(message: string, cause?: GraphQLError, argument?: string): GraphQLError {
  return new GraphQLError(message, {
    nodes: cause?.nodes,
    source: cause?.source,
    positions: cause?.positions,
    extensions: { code: ErrorCode.BAD_USER_INPUT, ...(argument === undefined ? {} : { argument }) },
  });
}

/** Whether the places of errors are told. 500 fields have fewer lines, unless half a megabyte of blank ones is among them. */
function isLocatable(text: string): boolean {
  const lineEnds = /\r\n|[\n\r]/g;
  for (let lines = 1; lineEnds.test(text); lines++) if (lines === LOCATABLE_LINES) return false;
  return true;
}

/** The parser's recursion ran out of stack. */
function outOfStack(): GraphQLError {
  return new RondoError(ErrorCode.BAD_USER_INPUT, 'Expected a document that is less deeply nested.');
}
