/**
 * Each subscription has two topics of its own beside the one it reads: where its dead letters are kept, and by which they come
 * again to its group only. A topic's name has no dot, a group's may.
 */
const deadLetterPrefix = 'dead-letters.';
const redrivePrefix = 'redrive.';

export const deadLetterTopic = (topic: string, group: string): string => `${deadLetterPrefix}${topic}.${group}`;

export const redriveTopic = (topic: string, group: string): string => `${redrivePrefix}${topic}.${group}`;

/** The group whose dead letters of `topic` are in the topic `name`; null where it is no such topic. */
export function deadLetterGroup(name: string, topic: string): string | null {
  const prefix = deadLetterTopic(topic, '');
  return name.startsWith(prefix) ? name.slice(prefix.length) : null;
}

/** Where the sidecar posts a subscription's events, redriven ones too. `dapr/subscriptions` names it as the route. */
export const eventsRoute = (topic: string, group: string): string => `/events/${group}/${topic}`;

/** The same for a subscription that takes them in bulk. */
export const bulksRoute = (topic: string, group: string): string => `/bulks/${group}/${topic}`;
