import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../commands/index.js';
import { captureOutput } from './io.js';
import { withPreferences } from './preferences.js';

const preferences = `apiVersion: kubectl.config.k8s.io/v1alpha1
kind: Preference
overrides:
- {command: apply, flags: [{name: server-side, default: "true"}]}
- {command: create configmap, flags: [{name: append-hash, default: "true"}]}
- {command: delete, flags: [{name: nothing, default: x}]}
aliases:
- {name: gn, command: get, prependArgs: [nodes], appendArgs: [node-1], flags: [{name: output, default: name}]}
- {name: lost, command: nothing}
- {name: get, command: delete}
`;

describe('preferences', () => {
  let home: string;
  let stderr: ReturnType<typeof captureOutput>;

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'kuberc-'));
    stderr = captureOutput();
    await writeFile(path.join(home, 'rc'), preferences);
  });
  afterEach(async () => rm(home, { recursive: true }));

  const meant = async (line: string, env: Record<string, string> = { KUBERC: 'rc' }) => {
    const stdin = (async function* () {})();
    const io = { stdout: captureOutput(), stderr, stdin, env: { HOME: home, ...env }, cwd: home };
    return (await withPreferences(root, line.split(' '), io)).join(' ');
  };

  it.each([
    ['gn', 'get --output=name nodes node-1'],
    ['-n x gn --watch', '-n x gn --watch'],
    ['gn -o yaml', 'get nodes -o yaml node-1'],
    ['apply -f a', '--server-side=true apply -f a'],
    ['apply --server-side=false -f a', 'apply --server-side=false -f a'],
    ['create configmap a', '--append-hash=true create configmap a'],
    ['get pods', 'get pods'],
    ['exec a -- gn', 'exec a -- gn'],
  ])('%s means %s', async (line, expected) => {
    expect(await meant(line)).toBe(expected);
  });

  it.each([
    ['delete pod a', 'invalid flag nothing for command delete'],
    ['lost', 'command "nothing" not found to set alias "lost": [nothing]'],
    ['get pods --kuberc=nowhere', 'kuberc error kuberc: open nowhere: no such file or directory'],
    ['get pods --kuberc', 'kuberc file is not found'],
  ])('%s is refused', async (line, problem) => {
    await expect(meant(line)).rejects.toThrow(`error occurred while applying preferences ${problem}`);
  });

  it('are not there without a file, and nothing is said of it', async () => {
    expect(await meant('gn', {})).toBe('gn');
    expect(await meant('gn', { KUBERC: 'off' })).toBe('gn');
    expect(stderr.text()).toBe('');
  });
});
