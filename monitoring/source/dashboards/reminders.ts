import { type Dashboard, of, quantile, rate } from '../panel.ts';

export const reminders: Dashboard = {
  uid: 'rondo-reminders',
  title: 'Rondo / Reminders',
  rows: [
    {
      title: 'Firing',
      panels: [
        { title: 'Fired', unit: 'ops', queries: [[`sum(${rate('rondo_reminder_lateness_seconds_count')})`, 'fired']] },
        {
          title: 'Lateness',
          unit: 's',
          queries: [
            [quantile(0.5, 'rondo_reminder_lateness_seconds'), 'p50'],
            [quantile(0.99, 'rondo_reminder_lateness_seconds'), 'p99'],
          ],
        },
        {
          title: 'Due for longest',
          description: 'Usually below a second; the sweep every 30 s is the net.',
          unit: 's',
          queries: [[`max(${of('rondo_reminder_oldest_due_seconds')})`, 'oldest']],
        },
      ],
    },
    {
      title: 'Mails and pushes',
      panels: [
        {
          title: 'Queue',
          unit: 'short',
          queries: [[`max by (channel, state) (${of('rondo_reminder_queued_deliveries')})`, '{{channel}} {{state}}']],
        },
      ],
    },
  ],
};
