import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { containerArgv } from '../../../images/container-argv.js';
import { parseHostImages } from './host-image.js';
import { resolveImage } from './resolve-image.js';

const none = new Map();
const added = parseHostImages(
  '{"nginx": {"command": ["/opt/nginx"], "args": ["-q"]}, "registry.example.com/team/node": "/opt/team-node"}',
);

const requestOf = ({ image, command = [] }: { image: string; command?: string[] }) => ({ reference: image, command });

async function argv(container: { image: string; command?: string[]; args?: string[] }, images = none) {
  const image = await resolveImage(requestOf(container), images);
  return containerArgv(container, image);
}

describe('the program of an image', () => {
  it.each(['busybox', 'busybox:1.36', 'docker.io/library/busybox', 'registry.k8s.io/e2e-test-images/busybox:1.29'])(
    'of %s is the shell, and arguments are a command of their own',
    async (image) => {
      expect(await argv({ image })).toEqual([expect.stringMatching(/\/sh$/)]);
      expect(await argv({ image, args: ['echo', 'a'] })).toEqual(['echo', 'a']);
      expect(await argv({ image, command: ['cat'] })).toEqual(['cat']);
    },
  );

  it('is the well-known entrypoint, whose default arguments a container replaces', async () => {
    const entrypoint = ['/bin/sh', expect.stringMatching(/interpreter\.sh$/), process.execPath];
    expect(await argv({ image: 'node:22' })).toEqual([...entrypoint, 'node']);
    expect(await argv({ image: 'node:22', args: ['app.js'] })).toEqual([...entrypoint, 'app.js']);
    expect(await resolveImage(requestOf({ image: 'node:22' }), none)).toMatchObject({
      id: `host://${process.execPath}`,
      notice: { reason: 'HostProgram', message: expect.stringContaining(process.execPath) },
    });
  });

  it.skipIf(existsSync('/usr/sbin/python'))('is called as in the image where this host has no such name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sampan-path-'));
    try {
      vi.stubEnv('PATH', folder);
      writeFileSync(join(folder, 'python3'), '', { mode: 0o755 });
      const python3 = join(folder, 'python3');
      expect(await argv({ image: 'python:3', command: ['python', 'a.py'] })).toEqual([python3, 'a.py']);
      expect(await argv({ image: 'python:3', args: ['python', 'a.py'] })).toEqual([python3, 'a.py']);
      expect(await argv({ image: 'own:3', command: ['python', 'a.py'] })).toEqual(['python', 'a.py']);
      expect(await resolveImage(requestOf({ image: 'python:3', command: ['python'] }), none)).toMatchObject({
        id: `host://${python3}`,
      });
      writeFileSync(join(folder, 'python'), '', { mode: 0o755 });
      expect(await argv({ image: 'python:3', command: ['python', 'a.py'] })).toEqual(['python', 'a.py']);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });

  it('is what was added, before everything else', async () => {
    expect(await argv({ image: 'nginx:1.27' }, added)).toEqual(['/opt/nginx', '-q']);
    expect(await argv({ image: 'nginx', args: ['-t'] }, added)).toEqual(['/opt/nginx', '-t']);
    expect(await argv({ image: 'registry.example.com/team/node:3' }, added)).toEqual(['/opt/team-node']);
  });

  it("is nobody's for an image of another registry that has a well-known name", async () => {
    const image = 'registry.example.com/other/nginx:2';
    await expect(argv({ image })).rejects.toMatchObject({
      reason: 'ErrImagePull',
      message: expect.stringContaining(`sampan image add ${image} -- PROGRAM`),
    });
  });

  it.each([
    ['{', 'not valid JSON'],
    ['[]', 'an object of images'],
    ['{"a": {}}', '"a" needs a "command"'],
    ['{"a": {"command": ["x"], "args": "y"}}', '"args" of "a"'],
    ['{"a": {"command": ["x"], "env": {"y": 1}}}', '"env" of "a"'],
  ])('is not read from %s', (text, message) => {
    expect(() => parseHostImages(text)).toThrow(message);
  });
});
