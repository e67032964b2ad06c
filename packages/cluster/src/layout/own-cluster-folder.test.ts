import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clusterFolder } from './cluster-folder.js';
import { ownClusterFolder } from './own-cluster-folder.js';
import { removeClusterFolder } from './remove-cluster-folder.js';

describe("a cluster's folder", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'sampan-own-'));
    await chmod(home, 0o755);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

  it('that was open is closed, with all that the cluster keeps in it', async () => {
    const folder = clusterFolder(home, 'open');
    const files = [path.join(folder.db, 'state.db'), path.join(folder.pki, 'ca.key'), folder.config];
    const before = process.umask(0);
    try {
      await mkdir(folder.db, { recursive: true });
      await mkdir(folder.pki);
      await mkdir(folder.nodes);
      for (const file of files) await writeFile(file, '{}');
      await ownClusterFolder(folder);
    } finally {
      process.umask(before);
    }
    for (const file of files) expect(await modeOf(file)).toBe('600');
    for (const name of [folder.db, folder.pki]) expect(await modeOf(name)).toBe('700');
    const passable = process.getuid?.() === 0 ? '711' : '700';
    for (const name of [folder.root, folder.nodes]) expect(await modeOf(name)).toBe(passable);
  });

  it.skipIf(process.getuid?.() !== 0)('shows nothing to another user', async () => {
    const folder = clusterFolder(home, 'open');
    await mkdir(folder.db, { recursive: true, mode: 0o777 });
    await chmod(folder.root, 0o777);
    await writeFile(path.join(folder.db, 'state.db'), 'secret', { mode: 0o666 });
    const look = () => spawnSync('cat', [path.join(folder.db, 'state.db')], { uid: 65534, gid: 65534 }).status;
    expect(look()).toBe(0);
    await ownClusterFolder(folder);
    expect(look()).not.toBe(0);
  });

  it('that holds other things is refused, and left as it is', async () => {
    const folder = clusterFolder(home, 'mine');
    await mkdir(folder.root, { mode: 0o755 });
    await writeFile(path.join(folder.root, 'thesis.txt'), '');
    await expect(ownClusterFolder(folder)).rejects.toThrow('holds other things than a cluster: thesis.txt');
    expect(await modeOf(folder.root)).toBe('755');
  });

  it('is removed through the link that leads to it, link included', async () => {
    await mkdir(path.join(home, 'elsewhere'));
    await symlink(path.join(home, 'elsewhere'), path.join(home, 'linked'));
    const folder = clusterFolder(home, 'linked');
    await ownClusterFolder(folder);
    await writeFile(folder.config, '{}');
    expect(await removeClusterFolder(folder)).toBeUndefined();
    await expect(stat(path.join(home, 'elsewhere'))).rejects.toThrow('ENOENT');
    await expect(stat(folder.root)).rejects.toThrow('ENOENT');
  });

  const mounts = (...args: string[]) => spawnSync(args[0] ?? '', args.slice(1)).status === 0;

  it.skipIf(process.getuid?.() !== 0)('that is a mount point is emptied, and stays', async ({ skip }) => {
    const point = path.join(home, 'mounted');
    await mkdir(point);
    if (!mounts('mount', '-t', 'tmpfs', 'tmpfs', point)) return skip('nothing can be mounted here');
    try {
      await symlink(point, path.join(home, 'linked'));
      const folder = clusterFolder(home, 'linked');
      await ownClusterFolder(folder);
      await mkdir(folder.db);
      await writeFile(folder.config, '{}');
      expect(await removeClusterFolder(folder)).toBe(point);
      await expect(stat(folder.config)).rejects.toThrow('ENOENT');
      await expect(stat(folder.root)).rejects.toThrow('ENOENT');
    } finally {
      mounts('umount', point);
    }
  });
});
