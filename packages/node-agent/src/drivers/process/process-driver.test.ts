import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sampan/api';
import { silentLogger } from '@sampan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerRequest, type DriverUnderTest, sandboxRequest } from '../../testing/driver-conformance/bench.js';
import { describeDriver, skipsOf } from '../../testing/driver-conformance/describe-driver.js';
import type { Container } from '../container.js';
import type { Driver } from '../driver.js';
import { processCapabilities } from './process-capabilities.js';
import { openProcessDriver } from './process-driver.js';
import type { ProcessDriverOptions } from './process-node.js';
import { stopAllContainers } from './stop-all-containers.js';

const skip = skipsOf(processCapabilities());
describeDriver('process', () => createSubject(), { skip });
// Where the kernel has none, or the agent may not write them.
const withoutGroups = () => createSubject({ controlGroups: async () => undefined });
describeDriver('process, without control groups,', withoutGroups, { skip });

function open(rootDir: string, podCidr: string, rest: Partial<ProcessDriverOptions> = {}): Promise<Driver> {
  const common = { nodeIp: '127.0.0.1', nodeName: 'node-1', clock: systemClock, logger: silentLogger };
  return openProcessDriver({ ...common, rootDir, podCidr, ...rest });
}

async function createSubject(options: Partial<ProcessDriverOptions> = {}): Promise<DriverUnderTest> {
  const rootDir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
  const opened = [await open(rootDir, '127.77.0.0/24', options)];
  return {
    driver: opened[0] as Driver,
    reopen: async () => {
      await opened.at(-1)?.close();
      opened.push(await open(rootDir, '127.77.0.0/24', options));
      return opened.at(-1) as Driver;
    },
    dispose: async () => {
      await stopAllContainers(rootDir, { graceMilliseconds: 0 });
      await opened.at(-1)?.close();
      await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

describe('what an agent finds of an earlier one', () => {
  let rootDir: string;
  let driver: Driver;
  const podUid = randomUUID();
  const file = (...names: string[]) => join(rootDir, 'pods', podUid, ...names);
  const request = sandboxRequest({ podUid });

  beforeEach(async () => {
    rootDir = await mkdtemp(join(tmpdir(), 'sampan-adopt-'));
    driver = await open(rootDir, '127.78.0.0/24');
  });
  afterEach(async () => {
    await stopAllContainers(rootDir, { graceMilliseconds: 0 });
    await driver.close();
    await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
  });

  /** A pod with a container that runs and a file in an emptyDir; then another agent. */
  async function leave(): Promise<Container> {
    const sandbox = await driver.sandboxes.create(request);
    await mkdir(file('volumes', 'data'), { recursive: true });
    await writeFile(file('volumes', 'data', 'precious'), 'kept');
    const container = await driver.containers.start({ ...containerRequest(driver, sandbox), argv: ['sleep', '1000'] });
    await driver.close();
    driver = await open(rootDir, '127.78.0.0/24');
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
    const [pod] = await driver.sandboxes.adopt();
    expect(pod?.sandbox).toMatchObject({ podUid, namespace: 'ns', name: 'pod', ip: '127.78.0.1' });
    expect(pod?.containers.map((container) => container.pid)).toEqual([pid]);
    expect(await driver.sandboxes.create(request)).toEqual(pod?.sandbox);
    expect(await readFile(file('volumes', 'data', 'precious'), 'utf8')).toBe('kept');
    expect(isAlive(pid)).toBe(true);
  });

  it('a pod of which nothing can be read is neither removed nor started again', async () => {
    const { pid } = await leave();
    await writeFile(file('sandbox.json'), '{');
    await writeFile(file('containers', 'c', '0', 'container.json'), '{');
    expect(await driver.sandboxes.adopt()).toEqual([
      { podUid, containers: [], problems: [expect.stringContaining('sandbox.json cannot be read')] },
    ]);
    await expect(driver.sandboxes.create(request)).rejects.toThrow(/sandbox\.json cannot be read/);
    expect(await readFile(file('volumes', 'data', 'precious'), 'utf8')).toBe('kept');
    expect(isAlive(pid)).toBe(true);
    expect(await driver.sandboxes.remove(podUid)).toEqual([]);
    expect(await readdir(join(rootDir, 'pods'))).toEqual([]);
  });

  it.each(['container.json', 'pid'])(
    'a container with a damaged %s is ended, and told of; its pod is kept',
    async (name) => {
      const { exited } = await leave();
      await writeFile(file('containers', 'c', '0', name), '{');
      const [pod] = await driver.sandboxes.adopt();
      expect(pod?.containers).toEqual([]);
      expect(pod?.problems).toEqual([expect.stringContaining(`${name} cannot be read`)]);
      await exited;
      expect(await readFile(file('volumes', 'data', 'precious'), 'utf8')).toBe('kept');
    },
  );

  it('a sandbox that could not be recorded is not remembered', async () => {
    await mkdir(file('sandbox.json'), { recursive: true });
    await expect(driver.sandboxes.create(request)).rejects.toThrow();
    await expect(driver.sandboxes.create(request)).rejects.toThrow();
    await rm(file('sandbox.json'), { recursive: true });
    const sandbox = await driver.sandboxes.create(request);
    expect(JSON.parse(await readFile(file('sandbox.json'), 'utf8'))).toEqual(sandbox);
  });

  it('no control group is left behind', async () => {
    await leave();
    const base = await readFile(join(rootDir, 'cgroup'), 'utf8').catch(() => undefined);
    await stopAllContainers(rootDir, { graceMilliseconds: 0 });
    if (base !== undefined) await expect(readdir(base.trim())).rejects.toThrow('ENOENT');
  });
});

describe.skipIf(process.getuid?.() !== 0)("a pod's folder", () => {
  it('is open to the users of its containers, and to no other user of the host', async () => {
    const rootDir = await mkdtemp(join(tmpdir(), 'sampan-user-'));
    const driver = await open(rootDir, '127.79.0.0/24');
    try {
      const sandbox = await driver.sandboxes.create(sandboxRequest());
      await chmod(rootDir, 0o700);
      const data = join(sandbox.folder, 'volumes', 'data');
      await mkdir(data, { recursive: true });
      await writeFile(join(data, 'key'), 'secret\n', { mode: 0o644 });
      const container = await driver.containers.start({
        ...containerRequest(driver, sandbox),
        argv: ['sh', '-c', 'cat /data/key'],
        mounts: [{ mountPath: '/data', hostPath: data, readOnly: false, propagation: 'None' }],
        user: { uid: 12345, gid: 23456, groups: [] },
      });
      expect(await container.exited).toMatchObject({ exitCode: 0 });
      // Another one does not get there, not even by the whole path.
      const others = { uid: 12345, gid: 23456 };
      expect(spawnSync('cat', [join(data, 'key')], others).status).not.toBe(0);
    } finally {
      await stopAllContainers(rootDir, { graceMilliseconds: 0 });
      await driver.close();
      await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    }
  });
});
