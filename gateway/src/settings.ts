import { z } from 'zod';
import type { GatewayOptions } from './gateway.ts';
import { readSafelist } from './request/safelist.ts';

/** What of the gateway an operator sets by the environment, wherever it runs. */
export interface GatewaySettings {
  readonly allowedOrigins: readonly string[];
  /** A file; null: any operation is executed. */
  readonly operationManifest: string | null;
}

const originList = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .refine((origins) => origins.every(isOrigin), {
    error: 'expected origins, separated by commas, such as https://app.example.com,http://localhost:5173',
  });

/** Environment variables, for the schema of a process's environment. */
export const gatewayVariables = {
  ALLOWED_ORIGINS: originList.optional(),
  OPERATION_MANIFEST: z.string().optional(),
};

export function gatewaySettings(values: {
  ALLOWED_ORIGINS?: string[] | undefined;
  OPERATION_MANIFEST?: string | undefined;
}): GatewaySettings {
  return { allowedOrigins: values.ALLOWED_ORIGINS ?? [], operationManifest: values.OPERATION_MANIFEST ?? null };
}

/** @throws Error where the manifest can't be read */
export async function gatewayOptions({
  allowedOrigins,
  operationManifest,
}: GatewaySettings): Promise<Pick<GatewayOptions, 'allowedOrigins' | 'safelist'>> {
  return { allowedOrigins, ...(operationManifest === null ? {} : { safelist: await readSafelist(operationManifest) }) };
}

/** As browsers send it (RFC 6454 §6.2): scheme, host and port, and nothing behind. There are no wildcards. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text.toLowerCase() && !text.includes('*');
}
