import { expect, it } from 'vitest';
import type { ConformanceGroup } from './describe-driver.js';

const mebibyte = 1024 * 1024;
/** Takes so many mebibytes, and then has nothing to do. */
const take = (amount: number) => ['perl', '-e', `my $x = "x" x (${amount} << 20); print "taken\\n"; sleep 1000`];

export const limitTests: readonly ConformanceGroup[] = [
  {
    name: 'usage',
    tests: (bench) => {
      it('counts the memory and the processes of a container', async () => {
        const { driver, start } = bench();
        const container = await start(take(64));
        for (;;) {
          const own = (await driver.containers.usage([container])).get(container.id);
          if ((own?.memoryBytes ?? 0) >= 64 * mebibyte) break;
        }
        const after = (await driver.containers.usage([container])).get(container.id);
        expect(after?.processes).toBeGreaterThan(0);
        expect(after?.cpuNanoseconds).toBeGreaterThan(0n);
      });
    },
  },
  {
    name: 'limits',
    needs: 'limits',
    tests: (bench) => {
      it('end a container that wants more memory, and say so', async () => {
        const { start } = bench();
        const container = await start(take(256), { limits: { memoryLimitBytes: 64 * mebibyte } });
        expect(await container.exited).toMatchObject({ exitCode: 137, oomKilled: true });
      });

      it('are those of all containers of a pod, where the pod has them', async () => {
        const { createSandbox, start } = bench();
        const sandbox = await createSandbox({ limits: { memoryLimitBytes: 64 * mebibyte } });
        expect(await (await start(take(256), { sandbox })).exited).toMatchObject({ exitCode: 137, oomKilled: true });
      });

      it('are those of one container alone', async () => {
        const { start, shell } = bench();
        const other = await shell('exec sleep 1000', { name: 'd' });
        await (await start(take(256), { limits: { memoryLimitBytes: 64 * mebibyte } })).exited;
        other.signal('SIGTERM');
        const exit = await other.exited;
        expect(exit).toMatchObject({ exitCode: 143 });
        expect(exit.oomKilled ?? false).toBe(false);
      });
    },
  },
];
