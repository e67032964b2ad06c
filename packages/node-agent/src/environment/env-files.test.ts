import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvFiles } from './env-files.js';

describe('readEnvFiles', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sampan-env-'));
    await mkdir(join(folder, 'volume'));
    await writeFile(join(folder, 'volume', 'good'), "A='1'\n");
    await writeFile(join(folder, 'volume', 'bad'), 'A=1\n');
    await writeFile(join(folder, 'volume', 'large'), `A='${'x'.repeat(70_000)}'`);
    await writeFile(join(folder, 'secret'), "A='secret'\n");
    await symlink('../secret', join(folder, 'volume', 'link'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = (path: string, volumeName = 'v') => {
    const container: Container = {
      name: 'c',
      env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName, path, key: 'A' } } }],
    };
    return readEnvFiles(container, new Map([['v', join(folder, 'volume')]]));
  };

  it('reads what a container before has written', async () => {
    expect((await read('good')).get('v/good')).toEqual(new Map([['A', '1']]));
  });

  it('leaves out what is not there', async () => {
    expect((await read('gone')).size).toBe(0);
  });

  it.each([
    ['bad', 'v', `failed to parse env file "bad": line 1 is not NAME='value'`],
    ['large', 'v', 'env file "large" is larger than 65536 bytes'],
    ['link', 'v', 'env file "link" lies outside of its volume'],
    ['good', 'w', 'cannot find the volume "w" referenced by FileKeyRef'],
  ])('refuses %s of %s', async (path, volume, message) => {
    await expect(read(path, volume)).rejects.toThrow(message);
  });
});
