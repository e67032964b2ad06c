import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerMounts } from './container-mounts.js';

describe('a sub path', () => {
  let parent: string;
  let volume: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'sampan-subpath-'));
    volume = join(parent, 'volume');
    await mkdir(join(volume, 'inside'), { recursive: true });
    await mkdir(join(parent, 'outside'));
    await writeFile(join(volume, 'file'), '');
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  const mount = async (subPath: string) =>
    (
      await containerMounts(
        { name: 'c', volumeMounts: [{ name: 'v', mountPath: '/v', subPath }] },
        { volumes: new Map([['v', volume]]) },
        new Map(),
      )
    )[0]?.hostPath;

  it('is a file or folder that is there, or becomes a folder', async () => {
    expect(await mount('file')).toBe(join(volume, 'file'));
    expect(await mount('inside')).toBe(join(volume, 'inside'));
    expect(await mount('new/deep')).toBe(join(volume, 'new/deep'));
    expect((await stat(join(volume, 'new/deep'))).mode & 0o777).toBe(0o755);
  });

  it('may be a link inside the volume', async () => {
    await symlink('inside', join(volume, 'link'));
    expect(await mount('link/deep')).toBe(join(volume, 'link/deep'));
    expect(await readdir(join(volume, 'inside'))).toEqual(['deep']);
  });

  it.each([
    ['an absolute link', (): string => join(parent, 'outside'), 'link'],
    ['a relative link', (): string => '../outside', 'link'],
    ['what is behind a link', (): string => '../outside', 'link/deep/er'],
    ['a link to the root', (): string => '/', 'link'],
    ['a link that leads nowhere yet', (): string => join(parent, 'outside/new'), 'link'],
    ['a link to a sibling of a like name', (): string => '../volume2', 'link'],
  ])('does not leave the volume by %s', async (_, target, subPath) => {
    await mkdir(join(parent, 'volume2'));
    await symlink(target(), join(volume, 'link'));
    await expect(mount(subPath)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('failed to prepare subPath for volumeMount "v" of container "c"'),
    });
    expect(await readdir(join(parent, 'outside'))).toEqual([]);
  });

  it('does not climb', async () => {
    for (const path of ['..', '../outside', 'inside/../../outside', '/etc']) {
      await expect(mount(path)).rejects.toMatchObject({ name: 'ConfigError' });
    }
  });
});
