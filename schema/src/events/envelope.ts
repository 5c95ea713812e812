import { z } from 'zod';

/** Who did it. `id` is the API token, conversation or series that acted; null where the kind says all. */
export const actorSchema = z.object({
  kind: z.enum(['USER', 'API_TOKEN', 'ASSISTANT', 'RECURRENCE', 'IMPORT', 'SYSTEM']),
  id: z.string().nullable(),
  name: z.string().nullable(),
});
export type Actor = z.infer<typeof actorSchema>;
export type ActorKind = Actor['kind'];

/** One field that a call changed. `from` and `to` are the values as the public API shows them. */
export const fieldChangeSchema = z.object({ field: z.string(), from: z.json(), to: z.json() });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/**
 * A CloudEvents 1.0 event in structured mode. `partitionkey` (CloudEvents partitioning extension) is the owner's user
 * id; `actor*` and `traceparent` are extension attributes, which CloudEvents wants flat and lower-case.
 */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  partitionkey: z.string(),
  actorkind: actorSchema.shape.kind,
  actorid: z.string().optional(),
  actorname: z.string().optional(),
  traceparent: z.string().optional(),
  data: z.unknown(),
});

export type CloudEvent<Data = unknown> = Omit<z.infer<typeof envelopeSchema>, 'data'> & { data: Data };

/** The actor as the events' consumers and the API want it. */
export function actorOf(event: CloudEvent): Actor {
  return { kind: event.actorkind, id: event.actorid ?? null, name: event.actorname ?? null };
}
