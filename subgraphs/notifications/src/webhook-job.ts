/** One try to deliver one event to one webhook. */
export interface WebhookJob {
  webhookId: string;
  eventId: string;
  ownerId: string;
  lane: string;
  url: string;
  body: string;
  /** Sealed. */
  secret: string;
  /** Sealed; null where no rotated secret signs any more. */
  previousSecret: string | null;
  /** This one included. */
  attempt: number;
  /** Tells this try from those of others who took over, or started anew. */
  claim: number;
  /** Since the first try could be made. */
  ageMs: number;
}

/** SQL for the columns of a WebhookJob: of a delivery `d` that was just claimed, its webhook `w` and its event `e`. */
export const jobColumns = `d.webhook_id as "webhookId", d.event_id as "eventId", d.owner_id as "ownerId", d.lane, w.url, e.body, w.secret,
  case when w.previous_until > now() then w.previous_secret end as "previousSecret",
  d.attempts as attempt, d.claims as claim,
  (extract(epoch from now() - d.since) * 1000)::float8 as "ageMs"`;

/** SQL for an instant so many milliseconds ahead; the parameter is SQL too. */
export const fromNow = (milliseconds: string) => `now() + make_interval(secs => ${milliseconds}::float8 / 1000)`;
