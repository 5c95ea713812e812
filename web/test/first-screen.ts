import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** What performance.md allows of JavaScript before anything has been clicked, in bytes as gzip makes them. */
export const FIRST_SCREEN_BUDGET = 250_000;

/** The scripts that the page has loaded so far, and their bytes as gzip makes them, whatever they were sent as. */
export async function scriptsOf(page: Page): Promise<{ files: number; gzipBytes: number }> {
  const urls = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js')),
  );
  const sizes = await Promise.all(
    [...new Set(urls)].map(async (url) => gzipSync(await (await fetch(url)).bytes()).length),
  );
  return { files: sizes.length, gzipBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
