import { GraphQLError, GraphQLScalarType, type GraphQLSchema, isScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate } from 'graphql-scalars';
import { Temporal } from 'temporal-polyfill';

/**
 * The graph's scalars. The gateway validates with them, so that a bad value is refused before any subgraph is asked;
 * the subgraphs parse with them. `parse` returns the canonical text or throws; graphql-scalars' own LocalTime, LocalDateTime, TimeZone and
 * Duration take February 30, offsets and wrong case, or keep what they take as it was written.
 */
function textScalar(
  name: string,
  expected: string,
  parse: (text: string) => string,
): GraphQLScalarType<string, string> {
  const read = (value: unknown, node?: ValueNode): string => {
    if (typeof value === 'string') {
      try {
        return parse(value);
      } catch {
        // Said below, in our words.
      }
    }
    // With its node, so that a literal's place in the document is known.
    throw new GraphQLError(`Expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80)}.`, { nodes: node });
  };
  const parseValue = (value: unknown) => read(value);
  return new GraphQLScalarType({
    name,
    serialize: serializeText,
    parseValue,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null, node),
  });
}

/** What leaves has come in through `parse`, or was made by us: reading a zone again for each row of a page would cost more than the rows. */
function serializeText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError(`Expected text to answer with, got ${typeof value}.`);
}

/** A Date, which the scalar's own serialize would copy twice; anything else is checked by that. */
function serializeInstant(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(GraphQLDateTimeISO.serialize(value));
}

const LocalTime = textScalar('LocalTime', 'a wall-clock time such as 09:30:00', (text) => {
  if (!/^\d\d:\d\d(:\d\d)?$/.test(text)) throw new RangeError();
  return Temporal.PlainTime.from(text, { overflow: 'reject' }).toString({ smallestUnit: 'second' });
});

const LocalDateTime = textScalar(
  'LocalDateTime',
  'a date and wall-clock time without offset, such as 2026-03-29T02:30:00',
  (text) => {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) throw new RangeError();
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toString({ smallestUnit: 'second' });
  },
);

const TimeZone = textScalar('TimeZone', 'an IANA time zone such as Europe/Paris', (text) => {
  if (!/^[A-Za-z]/.test(text)) throw new RangeError();
  return canonicalTimeZone(text);
});

const Duration = textScalar('Duration', 'an ISO 8601 duration such as PT15M or P1D', (text) =>
  Temporal.Duration.from(text).toString(),
);

/** The name as IANA spells it; links such as US/Eastern stay what they are. Throws a RangeError where there is no such zone. */
function canonicalTimeZone(name: string): string {
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
}

function renamed(
  scalar: GraphQLScalarType,
  name: string,
  serialize: (value: unknown) => string,
): GraphQLScalarType<unknown, string> {
  return new GraphQLScalarType({ ...scalar.toConfig(), name, serialize });
}

/** By their names in the SDL. */
export const scalars = {
  DateTime: renamed(GraphQLDateTimeISO, 'DateTime', serializeInstant),
  Date: renamed(GraphQLLocalDate, 'Date', serializeText),
  LocalTime,
  LocalDateTime,
  TimeZone,
  Duration,
} as const;

/** Gives a schema that was made from SDL, whose scalars take any value, the behaviour of ours. */
export function adoptScalars(schema: GraphQLSchema): void {
  for (const [name, scalar] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    type.parseValue = scalar.parseValue;
    type.parseLiteral = scalar.parseLiteral;
    type.serialize = scalar.serialize;
  }
}
