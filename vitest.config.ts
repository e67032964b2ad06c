import { defineConfig } from 'vitest/config';

/**
 * Tests run as they were built: `tsc` compiles them, Vitest runs the output, and Node itself loads what they import. End-to-end tests come last, one file at a
 * time: each starts clusters of its own, and node ports belong to the whole host.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        test: {
          name: 'unit',
          server: { deps: { external: [/\/dist\/(?!.*\.test\.js$)/] } },
          include: ['packages/*/dist/**/*.test.js'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/dist/**/*.test.js'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
