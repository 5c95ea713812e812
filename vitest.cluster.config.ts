import { defineConfig } from 'vitest/config';

/** The chart on a real control plane: `npm run test:cluster`. Each file has a control plane of its own, of half a gigabyte; they wait more than they work. */
export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    maxWorkers: 2,
    experimental: { viteModuleRunner: false },
    globalSetup: ['test/cluster/setup.ts'],
    include: ['test/cluster/*.cluster.test.ts'],
  },
});
