/** `npm run subscriptions`: writes dapr/subscriptions from the services' consumers. */
import { writeFile } from 'node:fs/promises';
import { renderSubscriptions, subscriptionsOfServices } from './service/subscriptions.ts';

const byService = Map.groupBy(await subscriptionsOfServices(), ({ service }) => service);
for (const [service, subscriptions] of byService) {
  const file = new URL(`subscriptions/${service}.yaml`, import.meta.url);
  await writeFile(file, renderSubscriptions(service, subscriptions));
}
