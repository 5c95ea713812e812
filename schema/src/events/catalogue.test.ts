import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventCatalogue } from './catalogue.ts';

const hashes = Object.fromEntries(
  eventCatalogue.map(({ type, data, topics }) => {
    const contract = JSON.stringify({ schema: z.toJSONSchema(data), topics });
    return [type, createHash('sha256').update(contract).digest('hex').slice(0, 16)];
  }),
);

describe('the catalogue of events', () => {
  it('has each type once, ending in its version', () => {
    expect(Object.keys(hashes)).toHaveLength(eventCatalogue.length);
    for (const type of Object.keys(hashes)) expect(type).toMatch(/^[a-z]+\.[a-z]+\.v\d+$/);
  });

  // Consumers of other versions, the log and webhooks hold events of these shapes. Adding an optional field is a new
  // hash in a reviewed diff; anything else is a new version of the type.
  it('changes a schema or its topics only by decision', () => {
    expect(hashes).toMatchSnapshot();
  });
});
