import { defineConfig } from 'vitest/config';

/** It puts virtual time in the place of the process's own. */
const APART = ['test/simulation/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/build-pages.ts', 'test/helpers/postgres/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for is there at once or, on a busy machine, a little later.
    expect: { poll: { timeout: 10_000 } },
    // Two cores are the machine this product is measured on; a third file runs while two of them wait.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      // Loading the product took longer than most files: a worker loads it once.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: APART, isolate: false } },
    ],
  },
});
