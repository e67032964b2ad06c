import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../../bin/kubectl.js', import.meta.url));

describe('the script for bash', () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'completion-'));
    symlinkSync(program, path.join(home, 'kubectl'));
  });
  afterAll(() => rmSync(home, { recursive: true }));

  const completed = (...words: string[]) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const script = `source <(kubectl completion bash); COMP_WORDS=(kubectl ${quoted}); COMP_CWORD=${words.length}; _kubectl_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${home}:${process.env.PATH}`, HOME: home };
    return spawnSync('bash', ['-c', script], { encoding: 'utf8', env }).stdout.trim().split('\n');
  };

  it('offers commands, their flags and their values', () => {
    expect(completed('roll')).toEqual(['rollout']);
    expect(completed('rollout', 'p')).toEqual(['pause']);
    expect(completed('rollout', 'status', 'd')).toEqual(['deployment', 'daemonset']);
    expect(completed('get', '--out')).toEqual(['--output', '--output-watch-events']);
    expect(completed('get', '-o', 'custom')).toEqual(['custom-columns', 'custom-columns-file']);
  });

  it('offers nothing of its own where files are meant', () => {
    expect(completed('apply', '-f', '')).toEqual(['']);
    expect(completed('explain', '')).toEqual(['']);
  });
});
