import { deadLetterTopic, eventsRoute, redriveTopic } from '@rondo/platform/dapr/topics.ts';
import { describeService, type ServiceName, serviceNames } from './definitions.ts';

export interface DeclaredSubscription {
  service: ServiceName;
  topic: string;
}

/** Of every consumer of every service. Throws where a consumer has a name of its own: the group of an app is the app. */
export async function subscriptionsOfServices(): Promise<DeclaredSubscription[]> {
  const subscriptions: DeclaredSubscription[] = [];
  for (const service of serviceNames) {
    const { consumers = [] } = await describeService(service);
    for (const { name, topic } of consumers) {
      if (name) throw new Error(`The consumer ${service}.${name} needs a Kafka component of its own group.`);
      subscriptions.push({ service, topic });
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
export function renderSubscriptions(service: string, topics: readonly string[]): string {
  const documents = topics.flatMap((topic) => [
    render(service, topic, { name: `${service}-${topic}`, source: topic }),
    render(service, topic, { name: `${service}-redrive-${topic}`, source: redriveTopic(topic, service) }),
  ]);
  return preamble(service) + documents.join('---\n');
}

function render(service: string, topic: string, { name, source }: { name: string; source: string }): string {
  return `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: ${name}
spec:
  pubsubname: pubsub
  topic: ${source}
  deadLetterTopic: ${deadLetterTopic(topic, service)}
  routes:
    default: ${eventsRoute(topic, service)}
scopes:
  - ${service}
`;
}
