import type { Temporal as TemporalNamespace } from 'temporal-polyfill';

declare global {
  var Temporal: typeof TemporalNamespace | undefined;
}

/** The browser's own where it has one; else the polyfill, which only those browsers load. */
export const Temporal: typeof TemporalNamespace =
  globalThis.Temporal ?? (await import('temporal-polyfill-source')).Temporal;
