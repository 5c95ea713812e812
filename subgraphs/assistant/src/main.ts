import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import * as methods from '@rondo/schema/methods/assistant.ts';
import { Assistant0001 } from '../migrations/0001-assistant.ts';
import { proposeChanges } from './action.ts';
import { ActionEntity, ConversationEntity, MessageEntity } from './entities.ts';
import { consumers } from './events.ts';
import { createResolvers } from './resolvers.ts';
import { Runtime } from './runtime.ts';
import type { AssistantSettings } from './settings.ts';

export { type AssistantSettings, defaultAssistantSettings, OPENAI_KEY } from './settings.ts';

/**
 * Conversations with an assistant that works on the graph as its user, and what it and other agents propose. With the secret
 * OPENAI_KEY, or an endpoint that needs none, it has a model; else it is the offline assistant.
 */
export function assistant(settings: AssistantSettings): ServiceDefinition {
  let started: Runtime | undefined;
  const runtime = (): Runtime => {
    if (!started) throw new Error('The assistant service has not been started.');
    return started;
  };
  return {
    name: 'assistant',
    resolvers: createResolvers(runtime),
    entities: [ConversationEntity, MessageEntity, ActionEntity],
    migrations: [Assistant0001],
    consumers,
    methods: [
      serve(methods.proposeChanges, (context, proposed) =>
        context.write((operation) => proposeChanges(operation, proposed)),
      ),
    ],
    async start(host) {
      started = new Runtime(host, settings);
      return started;
    },
  };
}
