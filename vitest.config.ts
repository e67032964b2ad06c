import { defineConfig } from 'vitest/config';

/** Tests run as they were built: `tsc` compiles them, Vitest runs the output. */
export default defineConfig({
  test: {
    include: ['packages/*/dist/**/*.test.js', 'e2e/dist/**/*.test.js'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
