import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../testing/gateway.ts';

let test: TestGateway;

beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test[Symbol.asyncDispose]());

const page = (accept = 'text/html,application/xhtml+xml,*/*;q=0.8') => fetch(test.url, { headers: { accept } });

it('a browser finds GraphiQL at the address of the API, made when it is first asked for', async () => {
  const html = await until(
    'it is made',
    async () => {
      const response = await page();
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const text = await response.text();
      expect(text).toContain('GraphiQL');
      return text.includes('id="playground"') && text;
    },
    60_000,
  );
  const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
  const asset = await fetch(new URL(script, test.url));
  expect(asset.status).toBe(200);
  expect(asset.headers.get('content-type')).toContain('javascript');
  expect(asset.headers.get('cache-control')).toContain('immutable');
}, 90_000);

it('files beside the bundle are not to be had', async () => {
  for (const path of ['/playground/assets/nothing.js', '/playground/assets/..%2findex.html', '/playground/index.html'])
    expect((await fetch(new URL(path, test.url))).status).toBe(404);
});
