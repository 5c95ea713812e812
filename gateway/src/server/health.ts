import type { FastifyInstance } from 'fastify';

export interface Health {
  /** Whether requests are to be sent here. */
  isReady(): boolean;
}

/**
 * `/health/live`: the process answers. `/health/ready` and `/health`: 200 where requests are to be sent here, 503 while it
 * starts, drains, or does not read the log.
 */
export function routeHealth(app: FastifyInstance, health: Health): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  for (const path of ['/health', '/health/ready']) {
    app.get(path, async (_request, reply) => {
      const isReady = health.isReady();
      return reply
        .code(isReady ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: isReady ? 'ok' : 'unavailable' });
    });
  }
}
