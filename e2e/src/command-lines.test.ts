import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';
import { kubectlBinary, root, sampanBinary } from './support/paths.js';
import { type RunResult, run } from './support/run.js';

/** What JavaScript says of a program's end, and no person wants to read. */
const stack = /^ +at .*:\d+:\d+\)?$|node:internal|\bERR_[A-Z_]+\b|\bENO[A-Z]+\b|\w+Error: /m;
/** No file can be below one. */
const nowhere = '/dev/null/nowhere';

/** Scripts that are no programs, and those that pass their command line on to another one. */
const others = ['bootstrap', 'remove-stale', 'usage', 'start', 'test'].map((name) => `scripts/${name}.mjs`);
const parts = /worker\.js$|hold-component-lock\.js$/;

/** Files that are run, not imported. */
const programs = [
  ...[sampanBinary, kubectlBinary].map((file) => path.relative(root, file)),
  ...filesOf('packages/cluster/dist/bundle', /^[a-z-]+\.js$/).filter((file) => !parts.test(file)),
  ...notImported('bench/dist'),
  ...notImported('e2e/dist/soak'),
  ...filesOf('scripts', /^[^/]+\.mjs$/).filter((file) => !others.includes(file)),
];

describe.concurrent.each(programs)('%s', (program) => {
  it('says how it is used, and has words for flags and files that are not there', async ({ expect }) => {
    const [help, unknown] = await Promise.all([ask('--help'), ask('--no-such-flag')]);
    expect(help).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/usage:/i) });
    expect(unknown.stderr).toMatch(/unknown (flag|option):? .*--no-such-flag/);
    for (const answer of [unknown, ...(await Promise.all(missing(help.stdout).map((args) => ask(...args))))]) {
      expect(answer.stdout + answer.stderr).not.toMatch(stack);
      expect(answer.stderr).not.toBe('');
      // By itself: one that goes on without the file is ended by a signal, and has no code.
      expect(answer.code).toBeGreaterThan(0);
    }
  });

  function ask(...args: readonly string[]): Promise<RunResult> {
    return run(process.execPath, [path.join(root, program), ...args], { cwd: root });
  }
});

/** A command line for each file and folder that a program is told of. */
function missing(usage: string): string[][] {
  const flags = [...usage.matchAll(/--([\w-]+) FILE/g)].map(([, name]) => [`--${name}`, nowhere, ...required(usage)]);
  return / \[FOLDER\]/.test(usage) ? [...flags, [nowhere]] : flags;
}

/** A node agent has to have a folder before it looks at anything else. */
function required(usage: string): string[] {
  return [...(/^Usage: .*?(--\S+) FOLDER/.exec(usage)?.slice(1) ?? [])].flatMap((flag) => [flag, nowhere]);
}

function notImported(folder: string): string[] {
  const files = filesOf(folder, /^[^/]+\.js$/).filter((file) => !file.endsWith('.test.js'));
  const imported = filesOf(folder, /\.js$/).flatMap((file) => importsOf(file));
  return files.filter((file) => !imported.includes(file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) => path.join(path.dirname(file), name));
}

function filesOf(folder: string, pattern: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file));
}
