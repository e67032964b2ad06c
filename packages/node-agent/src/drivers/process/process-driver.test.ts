import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sampan/api';
import { describe, expect, it, vi } from 'vitest';
import { describeDriver } from '../driver-conformance.js';
import { isHeld } from './life-line.js';
import { ProcessDriver } from './process-driver.js';
import { stopAllContainers } from './stop-all-containers.js';

describeDriver('process', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
  const open = () => new ProcessDriver({ rootDir, podCidr: '127.77.0.0/24', nodeIp: '127.0.0.1', clock: systemClock });
  const opened = [open()];
  return {
    driver: opened[0] as ProcessDriver,
    reopen: async () => {
      await opened.at(-1)?.close();
      opened.push(open());
      return opened.at(-1) as ProcessDriver;
    },
    dispose: async () => {
      await stopAllContainers(rootDir, { graceMilliseconds: 0 });
      await opened.at(-1)?.close();
      await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
});

/** The shell that becomes the program is not yet what it will be. */
function programOf(pid: number): string {
  return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
}

describe('records that cannot be read', () => {
  const damages: Record<string, (file: string) => Promise<void>> = {
    'cut off': (file) => truncate(file, 3),
    empty: (file) => truncate(file, 0),
    'a folder': async (file) => {
      await rm(file);
      await mkdir(file);
    },
  };
  const records = ['sandbox.json', 'containers/c/0/container.json', 'containers/c/0/pid'];

  it.each(records.flatMap((record) => Object.keys(damages).map((damage) => [record, damage] as const)))(
    '%s, %s: nothing of the pod is touched, nothing is started twice, and it can be removed',
    async (record, damage) => {
      const rootDir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
      const open = () =>
        new ProcessDriver({ rootDir, podCidr: '127.77.0.0/24', nodeIp: '127.0.0.1', clock: systemClock });
      const request = { podUid: randomUUID(), namespace: 'ns', name: 'pod', hostNetwork: false };
      const first = open();
      const sandbox = await first.createSandbox(request);
      const kept = join(sandbox.folder, 'kept');
      await writeFile(kept, 'precious');
      const container = await first.startContainer({
        sandbox,
        name: 'c',
        attempt: 0,
        id: 'process://c',
        image: 'test',
        imageID: 'test',
        argv: ['sleep', '1000'],
        env: new Map(),
        mounts: [],
        terminationMessagePath: '/dev/termination-log',
        stdin: false,
      });
      await vi.waitFor(() => expect(programOf(container.pid)).toContain('sleep'), 20_000);
      const alive = join(sandbox.folder, 'containers/c/0/alive');
      await first.close();
      await (damages[damage] as (file: string) => Promise<void>)(join(sandbox.folder, record));

      const second = open();
      const [found] = await second.adopt();
      expect(found).toEqual({ podUid: request.podUid, containers: [] });
      await access(kept);
      expect(isHeld(alive)).toBe(true);
      process.kill(container.pid, 0);
      await expect(second.createSandbox(request)).rejects.toThrow('of which the records cannot be read');

      await second.removeSandbox(request.podUid);
      expect(() => process.kill(container.pid, 0)).toThrow();
      await expect(access(sandbox.folder)).rejects.toThrow();
      await second.close();
      await rm(rootDir, { recursive: true, force: true });
    },
    60_000,
  );

  it('of a pod that has ended: its files stay, and it starts again', async () => {
    const rootDir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
    const open = () =>
      new ProcessDriver({ rootDir, podCidr: '127.77.0.0/24', nodeIp: '127.0.0.1', clock: systemClock });
    const request = { podUid: randomUUID(), namespace: 'ns', name: 'pod', hostNetwork: false };
    const first = open();
    const sandbox = await first.createSandbox(request);
    const kept = join(sandbox.folder, 'kept');
    await writeFile(kept, 'precious');
    await truncate(join(sandbox.folder, 'sandbox.json'), 0);
    const second = open();
    expect(await second.adopt()).toEqual([{ podUid: request.podUid, containers: [] }]);
    expect(await second.createSandbox(request)).toMatchObject({ folder: sandbox.folder });
    await access(kept);
    await second.removeSandbox(request.podUid);
    await rm(rootDir, { recursive: true, force: true });
  });
});
