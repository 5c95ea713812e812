import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A test that hangs fails; none is timed by this.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Tests import as Node does: Vite's own resolution would bring in a second copy of graphql, of its ES modules.
    experimental: { viteModuleRunner: false },
    globalSetup: ['platform/src/testing/postgres-setup.ts'],
    include: ['{schema,platform,gateway,start,test,tools,dapr,charts}/**/*.test.ts', 'subgraphs/*/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.stack.test.ts', '**/*.cluster.test.ts', '**/*.web.test.ts'],
  },
});
