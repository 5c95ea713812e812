import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The process's log: one JSON object a line, to standard error, so that what `npm start` tells its user on standard
 * output stays readable. Never hand it titles, names, addresses or secrets: ids are what a line may carry.
 */
export function createLog(service: string, level: string): Logger {
  return pino({ base: { service }, level, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
