import { z } from 'zod';

/**
 * The environment's OUTBOUND_ALLOW: hosts that `openOutbound` may reach though they are not on the public internet, as names and addresses are
 * written in a URL, without port, separated by commas. There are no wildcards: of what is allowed, each host is to be seen.
 */
export const outboundHosts = z
  .string()
  .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
  .refine((hosts) => hosts.every(isHost), {
    error:
      'expected host names or addresses without scheme and port, separated by commas, such as n8n.internal,10.0.0.5',
  });

function isHost(text: string): boolean {
  return !text.includes('*') && URL.parse(`https://${text}/`)?.hostname === text;
}
