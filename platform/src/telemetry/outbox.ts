import { Gauge } from 'prom-client';
import { secondsSinceInstant } from './metrics.ts';

/** Of each outbox that a relay of this process is at work on: when its oldest event happened, null where it is empty. */
const oldest = new Map<string, string | null>();

new Gauge({
  name: 'rondo_outbox_oldest_age_seconds',
  help: 'Age of the oldest event that the broker has not acknowledged, told by the process whose relay is at work; 0 where there is none.',
  labelNames: ['service'],
  collect() {
    this.reset();
    for (const [service, instant] of oldest) this.set({ service }, instant === null ? 0 : secondsSinceInstant(instant));
  },
});

/** `instant`: RFC 3339, null where the outbox is empty. Its age grows until another is told, for instance while the broker is away. */
export function tellOldest(service: string, instant: string | null): void {
  oldest.set(service, instant);
}

/** The outbox is another process's now. */
export function forgetOutbox(service: string): void {
  oldest.delete(service);
}
