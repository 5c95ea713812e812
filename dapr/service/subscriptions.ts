import { bulksRoute, deadLetterTopic, eventsRoute, redriveTopic } from '@rondo/platform/dapr/topics.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { describeService, type ServiceName, serviceNames } from './definitions.ts';

export interface DeclaredSubscription {
  service: ServiceName;
  topic: string;
  /** Whether the sidecar hands over many events at once. */
  bulk: boolean;
}

/**
 * Of every consumer of every service. In bulk go topics of which a service wants the end of accounts only: all else is no more than passed over,
 * and a call for each event would be most of what such a service does (docs/decisions/0010). Throws where a consumer has a name of its own: the group of an app is the app. */
export async function subscriptionsOfServices(): Promise<DeclaredSubscription[]> {
  const subscriptions: DeclaredSubscription[] = [];
  for (const service of serviceNames) {
    const { consumers = [] } = await describeService(service);
    for (const { name, topic, handlers } of consumers) {
      if (name) throw new Error(`The consumer ${service}.${name} needs a Kafka component of its own group.`);
      subscriptions.push({ service, topic, bulk: handlers.every(({ type }) => type === UserDeleted.type) });
    }
  }
  return subscriptions;
}

const preamble = (
  service: string,
) => `# What ${service} hears, and where it comes to. The service retries each event itself by the policy in its events.ts, and then puts it
# into the dead-letter topic with the reason. What the sidecar puts there is what is no CloudEvent at all. \`redrive.…\` brings
# dead letters back to this group only; see \`npm run dead-letters\`. Generated from events.ts: \`npm run subscriptions\`.
`;

/** The text of `dapr/subscriptions/<service>.yaml`. */
export function renderSubscriptions(service: string, subscriptions: readonly DeclaredSubscription[]): string {
  const documents = subscriptions.flatMap(({ topic, bulk }) => [
    render(service, topic, { name: `${service}-${topic}`, source: topic, bulk }),
    render(service, topic, { name: `${service}-redrive-${topic}`, source: redriveTopic(topic, service), bulk: false }),
  ]);
  return preamble(service) + documents.join('---\n');
}

/** A second is how long an account that was ended may still be there; fifty events of the largest size are what the service takes at once. */
const bulkSubscribe = `  bulkSubscribe:
    enabled: true
    maxAwaitDurationMs: 1000
    maxMessagesCount: 50
`;

function render(
  service: string,
  topic: string,
  { name, source, bulk }: { name: string; source: string; bulk: boolean },
): string {
  return `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: ${name}
spec:
  pubsubname: pubsub
  topic: ${source}
  deadLetterTopic: ${deadLetterTopic(topic, service)}
${bulk ? bulkSubscribe : ''}  routes:
    default: ${bulk ? bulksRoute(topic, service) : eventsRoute(topic, service)}
scopes:
  - ${service}
`;
}
