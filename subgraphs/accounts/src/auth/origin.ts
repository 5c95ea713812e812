export interface OriginSettings {
  publicUrl: string;
  trustedOrigins: readonly string[];
}

/** The origins whose pages may talk to us, and which links that we mail may lead to. */
export function ownOrigins({ publicUrl, trustedOrigins }: OriginSettings): string[] {
  return [new URL(publicUrl).origin, ...trustedOrigins];
}

/**
 * Whether a page of a foreign origin sent the request. A page is ours too where it came from the host that the request was sent to, with
 * the scheme of `publicUrl`: the server may be reached by several names (127.0.0.1 and localhost), and a page can't set its Host.
 */
export function isForeign(settings: OriginSettings, request: Request): boolean {
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  // A page that hides its origin (Referrer-Policy: no-referrer); the browser vouches for it.
  if (origin === 'null') return request.headers.get('sec-fetch-site') !== 'same-origin';
  const host = request.headers.get('host');
  const reached = host === null ? [] : [`${new URL(settings.publicUrl).protocol}//${host}`];
  return ![...ownOrigins(settings), ...reached].includes(origin);
}
