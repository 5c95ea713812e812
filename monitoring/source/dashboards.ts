import { changeStream } from './dashboards/change-stream.ts';
import { dapr } from './dashboards/dapr.ts';
import { events } from './dashboards/events.ts';
import { gateway } from './dashboards/gateway.ts';
import { overview } from './dashboards/overview.ts';
import { postgresql } from './dashboards/postgresql.ts';
import { reminders } from './dashboards/reminders.ts';
import type { Dashboard } from './panel.ts';

/** By the name of its file. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  overview,
  gateway,
  'change-stream': changeStream,
  events,
  reminders,
  postgresql,
  dapr,
};
