import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { renderSubscriptions, subscriptionsOfServices } from '../dapr/service/subscriptions.ts';

const folder = new URL('../dapr/subscriptions/', import.meta.url);

it('declares to Dapr what the services consume, no more and no less, so that no consumer stays deaf there', async () => {
  const byService = Map.groupBy(await subscriptionsOfServices(), ({ service }) => service);
  const files = await readdir(folder);
  expect(files.toSorted()).toEqual([...byService.keys()].map((service) => `${service}.yaml`).toSorted());
  for (const [service, subscriptions] of byService) {
    const text = await readFile(new URL(`${service}.yaml`, folder), 'utf8');
    expect(text).toBe(renderSubscriptions(service, subscriptions));
  }
}, 60_000);
