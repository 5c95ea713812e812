/** Which pages' scripts may talk to the gateway. */
export interface Origins {
  /** @param origin the header's value; a request without one comes from no page of another site */
  accepts(origin: string | undefined): boolean;
}

/**
 * Accepts the gateway's own origins (its public address, and this machine's names with its port) and those allowed
 * besides; every other is refused, `null` of sandboxed pages and files too.
 */
export function createOrigins(options: {
  readonly publicUrl: () => string;
  readonly port: () => number;
  readonly allowed: readonly string[];
}): Origins {
  const allowed = new Set(options.allowed.map((origin) => new URL(origin).origin));
  const isOwn = (origin: string) => {
    if (origin === new URL(options.publicUrl()).origin) return true;
    const port = options.port();
    return LOCAL_NAMES.some((name) => origin === `http://${name}:${port}` || origin === `https://${name}:${port}`);
  };
  return {
    accepts: (origin) => origin === undefined || isOwn(origin) || allowed.has(origin),
  };
}

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];
