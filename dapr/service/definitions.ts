import { type AssistantSettings, defaultAssistantSettings } from '@rondo/assistant/settings.ts';
import type { Mailer } from '@rondo/platform/mail.ts';
import type { OutboundOptions } from '@rondo/platform/outbound.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import type { SubgraphName } from '@rondo/schema/subgraphs.ts';

/** The graph's services: all its subgraphs but the one that the gateway resolves itself. */
export type ServiceName = Exclude<SubgraphName, 'gateway'>;

export interface DefinitionOptions {
  /** How users reach the gateway. */
  publicUrl: string;
  mailer: Mailer;
  assistant: AssistantSettings;
  /** How URLs that users gave are reached. */
  outbound?: OutboundOptions;
}

/** The services, each loaded by the process that runs it and by no other. */
const definitions: Readonly<Record<ServiceName, (options: DefinitionOptions) => Promise<ServiceDefinition>>> = {
  accounts: async ({ publicUrl, mailer }) =>
    (await import('@rondo/accounts/main.ts')).accounts({ publicUrl, sendMail: (mail) => mailer.send(mail) }),
  activity: async () => (await import('@rondo/activity/main.ts')).activity,
  assistant: async (options) => (await import('@rondo/assistant/main.ts')).assistant(options.assistant),
  notifications: async (options) => (await import('@rondo/notifications/main.ts')).notifications(options),
  recurrence: async () => (await import('@rondo/recurrence/main.ts')).recurrence,
  tags: async () => (await import('@rondo/tags/main.ts')).tags,
  tasks: async () => (await import('@rondo/tasks/main.ts')).tasks,
};

export const serviceNames = Object.keys(definitions) as ServiceName[];

export const isService = (name: string): name is ServiceName => Object.hasOwn(definitions, name);

export const define = (name: ServiceName, options: DefinitionOptions): Promise<ServiceDefinition> =>
  definitions[name](options);

/** A service as it can be read, not run: what it hears, and how its database came about. */
export const describeService = (name: ServiceName): Promise<ServiceDefinition> =>
  define(name, { publicUrl: 'http://localhost', mailer: noMailer, assistant: defaultAssistantSettings });

const noMailer: Mailer = {
  destination: 'nowhere',
  address: 'nobody@localhost',
  send: () => Promise.reject(new Error('Expected no mail of a service that does not run.')),
  [Symbol.asyncDispose]: async () => {},
};
