import { type Principal, systemPrincipal } from '@rondo/platform/principal.ts';

/** On behalf of an owner, of the system's own accord. */
export function principalFor(ownerId: string): Principal {
  return { ...systemPrincipal, userId: ownerId };
}
