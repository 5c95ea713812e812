import type { Temporal as TemporalNamespace } from 'temporal-polyfill';

const native: typeof TemporalNamespace | undefined = Reflect.get(globalThis, 'Temporal');

/** The browser's own where it has one; else the polyfill, which only those browsers load. */
export const Temporal: typeof TemporalNamespace = native ?? (await import('temporal-polyfill-source')).Temporal;
