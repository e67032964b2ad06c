import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Container } from '../driver.js';
import { type DriverUnderTest, describeDriver } from '../driver-conformance.js';
import { ProcessDriver, type ProcessDriverOptions } from './process-driver.js';
import { stopAllContainers } from './stop-all-containers.js';

describeDriver('process', () => createSubject());
// Where the kernel has none, or the agent may not write them.
describeDriver('process, without control groups,', () => createSubject({ controlGroups: async () => undefined }));

async function createSubject(options: Partial<ProcessDriverOptions> = {}): Promise<DriverUnderTest> {
  const rootDir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
  const open = () =>
    new ProcessDriver({ rootDir, podCidr: '127.77.0.0/24', nodeIp: '127.0.0.1', clock: systemClock, ...options });
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
}

const pod = { namespace: 'ns', name: 'pod', hostname: 'pod-0', hostNetwork: false };

describe('what an agent finds of an earlier one', () => {
  let rootDir: string;
  let driver: ProcessDriver;
  const podUid = randomUUID();
  const open = () => new ProcessDriver({ rootDir, podCidr: '127.78.0.0/24', nodeIp: '127.0.0.1', clock: systemClock });
  const file = (...names: string[]) => join(rootDir, 'pods', podUid, ...names);
  const sandboxRequest = { ...pod, podUid };

  beforeEach(async () => {
    rootDir = await mkdtemp(join(tmpdir(), 'sampan-adopt-'));
    driver = open();
  });
  afterEach(async () => {
    await stopAllContainers(rootDir, { graceMilliseconds: 0 });
    await driver.close();
    await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
  });

  /** A pod with a container that runs and a file in an emptyDir; then another agent. */
  async function leave(): Promise<Container> {
    const sandbox = await driver.createSandbox(sandboxRequest);
    await mkdir(file('volumes', 'data'), { recursive: true });
    await writeFile(file('volumes', 'data', 'precious'), 'kept');
    const container = await driver.startContainer({
      ...{ sandbox, name: 'c', attempt: 0, id: 'process://1', image: 'i', imageID: 'i', argv: ['sleep', '1000'] },
      ...{ env: new Map([['POD_NAMESPACE', 'ns']]), mounts: [], terminationMessagePath: '/t', stdin: false },
    });
    await driver.close();
    driver = open();
    return container;
  }

  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it.each(['', '{', '{}', undefined])('a pod record like %j is made again from the containers', async (text) => {
    const { pid } = await leave();
    if (text === undefined) await rm(file('sandbox.json'));
    else await writeFile(file('sandbox.json'), text);
    const [pod] = await driver.adopt();
    expect(pod?.sandbox).toMatchObject({ podUid, namespace: 'ns', name: 'pod', ip: '127.78.0.1' });
    expect(pod?.containers.map((container) => container.pid)).toEqual([pid]);
    expect(await driver.createSandbox(sandboxRequest)).toEqual(pod?.sandbox);
    expect(await readFile(file('volumes', 'data', 'precious'), 'utf8')).toBe('kept');
    expect(isAlive(pid)).toBe(true);
  });

  it('a pod of which nothing can be read is neither removed nor started again', async () => {
    const { pid } = await leave();
    await writeFile(file('sandbox.json'), '{');
    await writeFile(file('containers', 'c', '0', 'container.json'), '{');
    expect(await driver.adopt()).toEqual([
      { podUid, containers: [], problems: [expect.stringContaining('sandbox.json cannot be read')] },
    ]);
    await expect(driver.createSandbox(sandboxRequest)).rejects.toThrow(/sandbox\.json cannot be read/);
    expect(await readFile(file('volumes', 'data', 'precious'), 'utf8')).toBe('kept');
    expect(isAlive(pid)).toBe(true);
    expect(await driver.removeSandbox(podUid)).toEqual([]);
    expect(await readdir(join(rootDir, 'pods'))).toEqual([]);
  });

  it.each(['container.json', 'pid'])(
    'a container with a damaged %s is ended, and told of; its pod is kept',
    async (name) => {
      const { exited } = await leave();
      await writeFile(file('containers', 'c', '0', name), '{');
      const [pod] = await driver.adopt();
      expect(pod?.containers).toEqual([]);
      expect(pod?.problems).toEqual([expect.stringContaining(`${name} cannot be read`)]);
      await exited;
      expect(await readFile(file('volumes', 'data', 'precious'), 'utf8')).toBe('kept');
    },
  );

  it('a sandbox that could not be recorded is not remembered', async () => {
    await mkdir(file('sandbox.json'), { recursive: true });
    await expect(driver.createSandbox(sandboxRequest)).rejects.toThrow();
    await expect(driver.createSandbox(sandboxRequest)).rejects.toThrow();
    await rm(file('sandbox.json'), { recursive: true });
    const sandbox = await driver.createSandbox(sandboxRequest);
    expect(JSON.parse(await readFile(file('sandbox.json'), 'utf8'))).toEqual(sandbox);
  });

  it('no control group is left behind', async () => {
    await leave();
    const base = await readFile(join(rootDir, 'cgroup'), 'utf8').catch(() => undefined);
    await stopAllContainers(rootDir, { graceMilliseconds: 0 });
    if (base !== undefined) await expect(readdir(base.trim())).rejects.toThrow('ENOENT');
  });
});

describe.skipIf(process.getuid?.() !== 0)('the user of a container', () => {
  it('is the one that was asked for, with its groups', async () => {
    const rootDir = await mkdtemp(join(tmpdir(), 'sampan-user-'));
    const driver = new ProcessDriver({ rootDir, podCidr: '127.79.0.0/24', nodeIp: '127.0.0.1', clock: systemClock });
    try {
      const podUid = randomUUID();
      const sandbox = await driver.createSandbox({ ...pod, podUid });
      await chmod(rootDir, 0o700);
      const volume = join(sandbox.folder, 'volumes', 'data');
      await mkdir(volume, { recursive: true });
      await chmod(volume, 0o777);
      await writeFile(join(volume, 'key'), 'secret\n', { mode: 0o644 });
      const container = await driver.startContainer({
        ...{ sandbox, name: 'c', attempt: 0, id: 'process://1', image: 'i', imageID: 'i' },
        argv: ['sh', '-c', 'id -u; id -g; id -G; cat /data/key; echo x > /data/new; echo bye > /t; ls -d $PWD'],
        ...{ env: new Map(), terminationMessagePath: '/t', stdin: false },
        mounts: [{ mountPath: '/data', hostPath: volume, readOnly: false }],
        user: { uid: 12345, gid: 23456, groups: [34567, 45678] },
      });
      expect(await container.exited).toMatchObject({ exitCode: 0 });
      const lines = (await readFile(container.logFile, 'utf8')).trimEnd().split('\n');
      const said = lines.map((line) => line.split(' ').slice(3).join(' '));
      expect(said.slice(0, 2)).toEqual(['12345', '23456']);
      expect(said[2]).toMatch(/^23456 34567 45678 20\d{8}$/);
      expect(said[3]).toBe('secret');
      expect(await readFile(container.terminationMessageFile, 'utf8')).toBe('bye\n');
      // Another user of the host does not get there, not even by the whole path.
      const others = { uid: 12345, gid: 23456 };
      expect(spawnSync('cat', [join(volume, 'key')], others).status).not.toBe(0);
    } finally {
      await stopAllContainers(rootDir, { graceMilliseconds: 0 });
      await driver.close();
      await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    }
  });
});
