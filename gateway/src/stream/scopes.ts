import { forbidden } from '@rondo/platform/errors.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import type { Scope } from '@rondo/schema/scopes.ts';

export const streamFields = ['changes', 'taskChanges'] as const;
export type StreamField = (typeof streamFields)[number];

/** A token without the scope for a part of `changes` is refused all of it: a stream with silent holes would look whole. */
const required: Readonly<Record<StreamField, readonly Scope[]>> = {
  changes: ['TASKS_READ', 'NOTIFICATIONS_READ'],
  taskChanges: ['TASKS_READ'],
};

/** @throws RondoError FORBIDDEN */
export function requireStreamScopes(principal: Principal, field: StreamField): void {
  const missing = required[field].filter((scope) => !principal.scopes.includes(scope));
  if (missing.length === 0) return;
  throw forbidden(
    `\`${field}\` needs a token with ${required[field].join(' and ')}; this one lacks ${missing.join(' and ')}.`,
  );
}
