import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/build-pages.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two cores are the machine this product is measured on.
    maxWorkers: 2,
  },
});
