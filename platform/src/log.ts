import { type Logger, pino } from 'pino';
import { traceOfLog } from './telemetry/tracing.ts';

export type { Logger } from 'pino';

/**
 * The process's log: one JSON object a line, to standard error, so that what `npm start` tells its user on standard
 * output stays readable. A line within an operation has its `trace_id` and `span_id`. Never hand it titles, names, addresses or secrets: ids are what a line may carry.
 */
export function createLog(service: string, level: string): Logger {
  return pino(
    { base: { service }, level, timestamp: pino.stdTimeFunctions.isoTime, mixin: traceOfLog },
    pino.destination(2),
  );
}
