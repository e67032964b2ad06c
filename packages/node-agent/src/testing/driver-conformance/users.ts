import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ConformanceGroup } from './describe-driver.js';

const user = { uid: 12345, gid: 23456, groups: [34567, 45678] };

export const userTests: readonly ConformanceGroup[] = [
  {
    name: 'users',
    needs: 'users',
    tests: (bench) => {
      it('are those that were asked for, with their groups', async () => {
        const { shell, said } = bench();
        const [uid, gid, groups = ''] = (await said(await shell('id -u; id -g; id -G', { user }))).split('\n');
        expect([uid, gid]).toEqual(['12345', '23456']);
        expect(groups.split(' ')).toEqual(expect.arrayContaining(['23456', '34567', '45678']));
      });

      it('reach their volumes, their working folder, and the place for their last words', async () => {
        const { sandbox, shell, said } = bench();
        const data = join(sandbox.folder, 'volumes', 'data');
        await mkdir(data, { recursive: true });
        await chmod(data, 0o777);
        await writeFile(join(data, 'key'), 'secret\n', { mode: 0o644 });
        const mounts = [{ mountPath: '/data', hostPath: data, readOnly: false, propagation: 'None' as const }];
        const script = 'cat /data/key; echo x > /data/new; echo bye > /t; ls -d "$PWD" >/dev/null && echo here';
        const container = await shell(script, { user, mounts, terminationMessagePath: '/t' });
        expect(await said(container)).toBe('secret\nhere\n');
        expect(await readFile(container.terminationMessageFile, 'utf8')).toBe('bye\n');
        expect(await readFile(join(data, 'new'), 'utf8')).toBe('x\n');
      });

      it('are those of executed commands', async () => {
        const { driver, shell } = bench();
        const container = await shell('sleep 1000', { user });
        const command = ['sh', '-c', 'test "$(id -u)" = 12345'];
        const running = await driver.containers.exec(container, { command, tty: false, stdin: false });
        expect(await running.exited).toEqual({ exitCode: 0 });
      });
    },
  },
  {
    name: 'users of a pod of its own',
    needs: 'userNamespaces',
    tests: (bench) => {
      it('are others than those of the host', async () => {
        const { createSandbox, shell, said } = bench();
        const sandbox = await createSandbox({ ownUsers: true });
        const container = await shell('id -u; read -r first host _ </proc/self/uid_map; echo $first $host', {
          sandbox,
        });
        expect(await said(container)).toMatch(/^0\n0 [1-9]\d*\n$/);
      });
    },
  },
];
