import { expect, it } from 'vitest';
import { z } from 'zod';
import { gatewayOptions, gatewaySettings, gatewayVariables } from './settings.ts';

const environment = z.object(gatewayVariables);

it('without settings no other origin is allowed and any operation is executed', async () => {
  const settings = gatewaySettings(environment.parse({}));
  expect(settings).toEqual({ allowedOrigins: [], operationManifest: null });
  expect(await gatewayOptions(settings)).toEqual({ allowedOrigins: [] });
});

it('origins are a list with commas', () => {
  const parsed = environment.parse({ ALLOWED_ORIGINS: 'https://app.example.com, http://localhost:5173' });
  expect(gatewaySettings(parsed).allowedOrigins).toEqual(['https://app.example.com', 'http://localhost:5173']);
});

it.each([
  '*',
  'https://*.example.com',
  'app.example.com',
  'https://app.example.com/',
  'null',
  'ftp://x',
  'https://a,b',
])('%s is no list of origins', (given) => {
  expect(environment.safeParse({ ALLOWED_ORIGINS: given }).error?.issues).toMatchObject([
    { path: ['ALLOWED_ORIGINS'], message: expect.stringContaining('https://app.example.com') },
  ]);
});

it('a manifest that can’t be read stops the start, and is named', async () => {
  const settings = gatewaySettings({ OPERATION_MANIFEST: '/nowhere/manifest.json' });
  await expect(gatewayOptions(settings)).rejects.toThrow('/nowhere/manifest.json');
});
