import { defineConfig } from 'vitest/config';

/** The web client in Chromium, on a server of its own: `npm run test:web`. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    experimental: { viteModuleRunner: false },
    include: ['web/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
  },
});
