import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Mount } from '../../drivers/container-runtime.js';
import type { Sandbox } from '../../drivers/sandbox-runtime.js';
import type { ConformanceGroup } from './describe-driver.js';

const place = '/sampan-conformance';

/** A volume of the pod that holds a file `key`. */
async function volume({ folder }: Sandbox, name: string): Promise<string> {
  const path = join(folder, 'volumes', name);
  await mkdir(path, { recursive: true });
  await chmod(path, 0o777);
  await writeFile(join(path, 'key'), `of ${name}\n`);
  return path;
}

const at = (mountPath: string, hostPath: string, rest: Partial<Mount> = {}): Mount => ({
  ...{ mountPath, hostPath, readOnly: false, propagation: 'None' },
  ...rest,
});

/** A path that is put together by the program: nobody can see it on its command line. */
const untold = `p=/sampan; p=$p-conformance`;

export const mountTests: readonly ConformanceGroup[] = [
  {
    name: 'volumes',
    tests: (bench) => {
      it('are found where the command names their path, by all containers of the pod', async () => {
        const { sandbox, shell, said } = bench();
        const mounts = [at(`${place}/data`, await volume(sandbox, 'data'))];
        const writer = await shell(`echo new > ${place}/data/more`, { mounts });
        expect((await writer.exited).exitCode).toBe(0);
        const reader = await shell(`cat ${place}/data/key ${place}/data/more`, { mounts, name: 'd' });
        expect(await said(reader)).toBe('of data\nnew\n');
      });

      it('may be the working folder', async () => {
        const { sandbox, shell, said } = bench();
        const mounts = [at(`${place}/data`, await volume(sandbox, 'data'))];
        expect(await said(await shell('cat key', { mounts, workingDir: `${place}/data` }))).toBe('of data\n');
      });
    },
  },
  {
    name: 'mounts',
    needs: 'mounts',
    tests: (bench) => {
      it('are at their paths, whoever opens them', async () => {
        const { sandbox, shell, said } = bench();
        const mounts = [at(`${place}/data`, await volume(sandbox, 'data'))];
        expect(await said(await shell(`${untold}; cat $p/data/key`, { mounts }))).toBe('of data\n');
      });

      it('lie within one another, whatever their order', async () => {
        const { sandbox, shell, said } = bench();
        const [outer, inner] = [await volume(sandbox, 'outer'), await volume(sandbox, 'inner')];
        const mounts = [at(`${place}/data/inner`, inner), at(`${place}/data`, outer)];
        const script = `${untold}; cat $p/data/key $p/data/inner/key`;
        expect(await said(await shell(script, { mounts }))).toBe('of outer\nof inner\n');
      });

      it('lie over what is there, for their container alone', async () => {
        const { sandbox, shell, said } = bench();
        const mounts = [at('/etc/passwd', join(await volume(sandbox, 'data'), 'key'))];
        const script = 'p=/etc; cat $p/passwd';
        expect(await said(await shell(script, { mounts }))).toBe('of data\n');
        expect(await said(await shell(script, { name: 'd' }))).toContain('root:');
      });

      it('are not seen by the host', async () => {
        const { sandbox, shell } = bench();
        const mounts = [at(`${place}/data`, await volume(sandbox, 'data'))];
        await (await shell('true', { mounts })).exited;
        await expect(readdir(place)).rejects.toThrow('ENOENT');
      });
    },
  },
  {
    name: 'read-only mounts',
    needs: 'readOnlyMounts',
    tests: (bench) => {
      it('are read, and not written', async () => {
        const { sandbox, shell, said } = bench();
        const data = await volume(sandbox, 'data');
        const mounts = [at(`${place}/data`, data, { readOnly: true })];
        const script = `cat ${place}/data/key; echo x > ${place}/data/new || echo refused`;
        expect(await said(await shell(script, { mounts }))).toMatch(/^of data\n(.*\n)?refused\n$/);
        expect(await readdir(data)).toEqual(['key']);
      });
    },
  },
  {
    name: 'mount propagation',
    needs: 'mountPropagation',
    tests: (bench) => {
      it('shows what is mounted later to who asks for it, and to nobody else', async () => {
        const { driver, sandbox, shell } = bench();
        const data = await volume(sandbox, 'data');
        await mkdir(join(data, 'inner'));
        const mounts = (propagation: Mount['propagation']) => [at(`${place}/data`, data, { propagation })];
        const inner = `${place}/data/inner`;
        const waiting = `until test -e ${inner}/seen; do sleep 0.02; done`;
        const heeding = await shell(waiting, { name: 'heeding', mounts: mounts('HostToContainer') });
        const deaf = await shell('sleep 1000', { name: 'deaf', mounts: mounts('None') });
        const mount = `mount -t tmpfs x ${inner} && touch ${inner}/seen && exec sleep 1000`;
        const security = { privileged: true, readOnlyRoot: false, noNewPrivileges: false, unmaskedProc: false };
        await shell(mount, {
          name: 'mounting',
          mounts: mounts('Bidirectional'),
          security: { ...security, capabilities: { add: [], drop: [] } },
        });
        expect((await heeding.exited).exitCode).toBe(0);
        const command = ['test', '-e', `${inner}/seen`];
        const running = await driver.containers.exec(deaf, { command, tty: false, stdin: false });
        expect(await running.exited).toEqual({ exitCode: 1 });
      });
    },
  },
  {
    name: 'volumes in memory',
    needs: 'memoryVolumes',
    tests: (bench) => {
      it('are in memory, as large as they may be', async () => {
        const { createSandbox, shell, said } = bench();
        const sandbox = await createSandbox({ memoryVolumes: [{ name: 'fast', sizeBytes: 1024 * 1024 }] });
        const mounts = [at(`${place}/fast`, join(sandbox.folder, 'volumes', 'fast'))];
        const fill = `dd if=/dev/zero of=${place}/fast/much bs=1024 count=2048 2>/dev/null || echo full`;
        const container = await shell(`stat -f -c %T ${place}/fast; ${fill}`, { sandbox, mounts });
        expect(await said(container)).toBe('tmpfs\nfull\n');
      });
    },
  },
];
