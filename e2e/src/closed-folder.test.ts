import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';

/** Another user of the host, which only root can become. */
const nobody = { uid: 65534, gid: 65534, encoding: 'utf8' as const };

describe.skipIf(process.getuid?.() !== 0)('what others see of a cluster', () => {
  let folder: string;
  let cluster: TestCluster;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'sampan-open-')));
    await chmod(folder, 0o777);
    cluster = await startTestCluster('--data-dir', folder);
    // The way to the pod's folder leads through the home; its name is all that it takes.
    await chmod(cluster.home, 0o711);
    await cluster.kubectl('create', 'secret', 'generic', 'hush', '--from-literal=key=classified');
    const manifest = path.join(cluster.home, 'pod.json');
    await writeFile(manifest, JSON.stringify(pod));
    await cluster.kubectl('apply', '-f', manifest);
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/user', '--timeout=60s');
  }, 180_000);
  afterAll(async () => {
    await cluster?.destroy();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'user' },
    spec: {
      securityContext: { runAsUser: 12345, runAsGroup: 12345, runAsNonRoot: true },
      volumes: [
        { name: 'hush', secret: { secretName: 'hush' } },
        { name: 'scratch', emptyDir: {} },
      ],
      containers: [
        {
          name: 'c',
          image: 'shell',
          command: ['sh', '-c', 'cat /hush/key && echo mine > /scratch/file && id -u && exec sleep 1000'],
          env: [{ name: 'my.secret', valueFrom: { secretKeyRef: { name: 'hush', key: 'key' } } }],
          volumeMounts: [
            { name: 'hush', mountPath: '/hush' },
            { name: 'scratch', mountPath: '/scratch' },
          ],
        },
      ],
    },
  };

  it('is nothing: no file that they can read, no folder that they can list, where all was open', async () => {
    const readable = spawnSync('find', [folder, '-readable'], nobody).stdout.split('\n').filter(Boolean);
    expect(readable).toEqual([]);
    // The same paths, known to somebody who tells: still closed.
    const all = spawnSync('find', [folder, '-type', 'f'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
    expect(all.length).toBeGreaterThan(20);
    const open = spawnSync(
      'sh',
      ['-c', 'for f; do head -c1 "$f" >/dev/null 2>&1 && echo "$f"; done', 'sh', ...all],
      nobody,
    );
    expect(open.stdout).toBe('');
  });

  it('does not keep a container of another user from its own volumes', async () => {
    await eventually(async () => expect(await cluster.kubectl('logs', 'user')).toBe('classified12345\n'));
    expect(await cluster.kubectl('exec', 'user', '--', 'sh', '-c', 'id -u; cat /scratch/file')).toBe('12345\nmine\n');
  });

  it('is refused to be put among other things', async () => {
    const other = path.join(cluster.home, 'documents');
    await mkdir(other);
    await writeFile(path.join(other, 'letter'), '');
    const up = await cluster.sampan('up', '--name', 'second', '--port', '0', '--data-dir', other);
    expect(up.code).toBe(1);
    expect(up.stderr).toContain('holds other things than a cluster: letter');
    expect((await cluster.sampan('list')).stdout).not.toContain('second');
  });
});
