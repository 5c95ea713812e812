import { defineConfig } from 'vitest/config';

/** The tests on the real stack: `npm run test:stack`. They share Kafka, Redis and the scheduler, and run one file after the other. */
export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    fileParallelism: false,
    experimental: { viteModuleRunner: false },
    globalSetup: ['test/stack/setup.ts'],
    include: [
      'test/**/*.stack.test.ts',
      '{platform,gateway,dapr}/**/*.stack.test.ts',
      'subgraphs/*/**/*.stack.test.ts',
    ],
  },
});
