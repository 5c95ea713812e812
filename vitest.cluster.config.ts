import { defineConfig } from 'vitest/config';

/** The chart on a real control plane: `npm run test:cluster`. One file after the other: each has a control plane of its own. */
export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    fileParallelism: false,
    experimental: { viteModuleRunner: false },
    globalSetup: ['test/cluster/setup.ts'],
    include: ['test/cluster/*.cluster.test.ts'],
  },
});
