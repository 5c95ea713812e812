import type { Pool } from 'pg';
import { Gauge } from 'prom-client';

const watched = new Set<{ service: string; pool: Pool }>();

new Gauge({
  name: 'rondo_pool_connections',
  help: "Connections of a service's pool (in_use, idle), and transactions that wait for one (waiting).",
  labelNames: ['service', 'state'],
  collect() {
    this.reset();
    for (const { service, pool } of watched) {
      this.inc({ service, state: 'in_use' }, pool.totalCount - pool.idleCount);
      this.inc({ service, state: 'idle' }, pool.idleCount);
      this.inc({ service, state: 'waiting' }, pool.waitingCount);
    }
  },
});

/** Its connections are among the metrics until this is disposed of. */
export function watchPool(service: string, pool: Pool): Disposable {
  const entry = { service, pool };
  watched.add(entry);
  return { [Symbol.dispose]: () => watched.delete(entry) };
}
