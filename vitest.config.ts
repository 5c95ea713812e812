import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['platform/src/testing/postgres-setup.ts'],
    include: ['*.test.ts', '{schema,platform,gateway,test}/**/*.test.ts', 'subgraphs/*/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.stack.test.ts', '**/*.web.test.ts'],
  },
});
