import { spawn } from 'node:child_process';
import { identify, isAlive, type ProcessIdentity } from '@sampan/node-agent/processes';
import { describe, expect, it } from 'vitest';
import { stopProcess } from './stop-process.js';

describe('stopProcess', () => {
  it.each([
    ['a process that ends when asked', 'sleep 60'],
    ['a process that does not listen', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'],
  ])('stops %s', async (_, script) => {
    const child = spawn('sh', ['-c', `${script}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) =>
      script.includes('ready') ? child.stdout.once('data', resolve) : child.once('spawn', resolve),
    );
    const identity = identify(child.pid ?? 0) as ProcessIdentity;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await stopProcess(identity, { timeout: 200 });
    await exited;
    expect(isAlive(identity)).toBe(false);
  });
});
