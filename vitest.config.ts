import { defineConfig } from 'vitest/config';

/** It puts virtual time in the place of the process's own. */
const APART = ['test/simulation/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/build-pages.ts', 'test/helpers/programs/setup.ts', 'test/helpers/postgres/setup.ts'],
    // Limits that only matter when something hangs: what is waited for is there at once or, on a busy machine, later.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Two cores are the machine this product is measured on; a third file runs while two of them wait.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      // Loading the product took longer than most files: a worker loads it once.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: APART, isolate: false } },
    ],
  },
});
