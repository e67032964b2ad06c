import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  identify,
  isAlive,
  liveRecords,
  type ProcessIdentity,
  readRecord,
  removeRecord,
  writeRecord,
} from './process-record.js';
import { stopProcess } from './stop-process.js';

describe('process records', () => {
  let run: string;
  beforeEach(async () => {
    run = await mkdtemp(path.join(os.tmpdir(), 'sampan-run-'));
  });
  afterEach(() => rm(run, { recursive: true, force: true }));

  it('finds a recorded process again, and nobody who only has its id', async () => {
    const self = identify(process.pid) as ProcessIdentity;
    await writeRecord(run, 'self', self);
    await writeRecord(run, 'impostor', { pid: process.pid, startTime: '1' });
    expect(await readRecord(run, 'self')).toEqual(self);
    expect(await readRecord(run, 'impostor')).toBeUndefined();
    expect([...(await liveRecords(run)).keys()]).toEqual(['self']);
    await removeRecord(run, 'self');
    expect(await readRecord(run, 'self')).toBeUndefined();
  });

  it('takes a record that is no JSON for none', async () => {
    await writeFile(path.join(run, 'broken.json'), '{');
    expect(await readRecord(run, 'broken')).toBeUndefined();
    expect(await readRecord(run, 'missing')).toBeUndefined();
  });

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
