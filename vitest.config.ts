import { defineConfig } from 'vitest/config';

/** End-to-end tests whose Services have node ports of their own choice: those belong to the whole host. */
const nodePorts = ['crash', 'soak', 'web-story'].map((name) => `e2e/dist/${name}.test.js`);

/** Tests that look at what their whole process holds, or how long its steps take. */
const ofProcess = ['hostile-bodies', 'torn-connections', 'torn-tls', 'turns'].map(
  (name) => `packages/*/dist/**/${name}.test.js`,
);

/**
 * Tests run as they were built: `tsc` compiles them, Vitest runs the output, and Node itself loads what they import.
 * End-to-end tests come last, two files at a time, each with clusters of its own; then those that need the host for
 * themselves.
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
          exclude: ofProcess,
          // Files share processes: loading what they test takes longer than most of them.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'unit alone',
          server: { deps: { external: [/\/dist\/(?!.*\.test\.js$)/] } },
          include: ofProcess,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/dist/**/*.test.js'],
          exclude: nodePorts,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e alone',
          include: nodePorts,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
