import { defineConfig } from 'vitest/config';

/** The web client and GraphiQL in Chromium, on servers of their own: `npm run test:web`. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // A condition that does not come fails; none is timed by this.
    expect: { poll: { timeout: 25_000 } },
    fileParallelism: false,
    experimental: { viteModuleRunner: false },
    globalSetup: ['platform/src/testing/postgres-setup.ts', 'web/test/server.ts'],
    include: ['web/**/*.test.ts', 'gateway/**/*.web.test.ts'],
    exclude: ['**/node_modules/**'],
  },
});
