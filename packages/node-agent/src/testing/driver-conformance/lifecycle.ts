import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Container } from '../../drivers/container.js';
import type { ConformanceGroup } from './describe-driver.js';

export const lifecycleTests: readonly ConformanceGroup[] = [
  {
    name: 'containers',
    tests: (bench) => {
      it('runs a program and tells its exit code', async () => {
        expect((await (await bench().shell('exit 3')).exited).exitCode).toBe(3);
      });

      it('tells of programs that are over before anybody can look', async () => {
        const containers = await Promise.all(
          Array.from({ length: 40 }, (_none, index) => bench().start(['true'], { name: `c${index}` })),
        );
        const exits = await Promise.all(containers.map(({ exited }) => exited));
        expect(exits.map(({ exitCode }) => exitCode)).toEqual(containers.map(() => 0));
      });

      it('keeps both outputs, line by line and with times', async () => {
        const container = await bench().shell('echo out; echo err >&2; printf end');
        await container.exited;
        const lines = (await readFile(container.logFile, 'utf8')).trimEnd().split('\n');
        expect(lines.map((line) => line.replace(/^\S+/, 'T')).sort()).toEqual([
          'T stderr F err',
          'T stdout F out',
          'T stdout P end',
        ]);
      });

      it('gives the program its environment and its arguments as they are', async () => {
        const env = new Map([['my.setting', `it's "quoted" $HOME`]]);
        const container = await bench().start(['env'], { env });
        await container.exited;
        expect(await readFile(container.logFile, 'utf8')).toContain(`my.setting=it's "quoted" $HOME`);
      });

      it('takes the last words', async () => {
        const container = await bench().shell('echo why > /dev/termination-log');
        await container.exited;
        expect(await readFile(container.terminationMessageFile, 'utf8')).toBe('why\n');
      });

      it('passes signals on, to all processes', async () => {
        const container = await bench().shell('sleep 100 & wait');
        container.signal('SIGTERM');
        expect(await container.exited).toMatchObject({ exitCode: 143, signal: 15 });
      });

      it('lets a program hear an interrupt', async () => {
        const container = await bench().shell('trap "exit 7" INT; echo on; while :; do sleep 0.02; done');
        while (!(await readFile(container.logFile, 'utf8')).includes('on')) await new Promise(setImmediate);
        container.signal('SIGINT');
        expect(await container.exited).toMatchObject({ exitCode: 7 });
      });

      it('refuses a program that is not there', async () => {
        await expect(bench().start(['no-such-program'])).rejects.toMatchObject({
          name: 'StartError',
          exitCode: 128,
          message: expect.stringContaining('exec: "no-such-program": executable file not found in $PATH'),
        });
      });

      it('finds containers again, running and ended', async () => {
        const long = await bench().shell('sleep 100', { stopSignal: 'SIGUSR1' });
        const short = await bench().shell('exit 5', { name: 'd' });
        await short.exited;
        const [pod] = await (await bench().reopen()).sandboxes.adopt();
        expect(pod?.sandbox).toEqual(bench().sandbox);
        const again = (which: string) => pod?.containers.find((container) => container.name === which) as Container;
        expect(again('c')).toMatchObject({
          id: long.id,
          pid: long.pid,
          startedAt: long.startedAt,
          stopSignal: 'SIGUSR1',
        });
        expect(await again('d').exited).toMatchObject({ exitCode: 5 });
        process.kill(again('c').pid, 'SIGKILL');
        expect(await again('c').exited).toMatchObject({ exitCode: 137 });
      });

      it('shows nobody a secret: on no command line, in no environment but its own', async () => {
        const secret = `hidden-${randomUUID()}`;
        const env = new Map([
          ['SECRET', secret],
          ['dotted.secret', secret],
        ]);
        const script =
          'cat /proc/$PPID/environ | tr "\\0" "\\n"; echo; echo ---; cat /proc/[0-9]*/cmdline | tr "\\0" "\\n"; echo; echo done';
        const container = await bench().shell(script, { env });
        await container.exited;
        const log = await readFile(container.logFile, 'utf8');
        expect(log).toContain('done');
        expect(log).not.toContain(secret);
        // Of the launcher it sees what finds programs, and nothing else. Command lines are everybody's on the host.
        const [launcher = ''] = log.split('---');
        const names = launcher.split('\n').flatMap((line) => /^\S+ stdout \w ([A-Za-z_]+)=/.exec(line)?.[1] ?? []);
        expect(names.filter((name) => !['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual([]);
      });

      it('sets modes and does not inherit them', async () => {
        const before = process.umask(0);
        try {
          const container = await bench().shell('umask');
          await container.exited;
          expect(await readFile(container.logFile, 'utf8')).toContain('0022');
        } finally {
          process.umask(before);
        }
      });

      it('leaves nothing of a pod', async () => {
        const container = await bench().shell('setsid sleep 100 & sleep 100');
        await bench().driver.sandboxes.remove(bench().sandbox.podUid);
        await container.exited;
        await expect(readFile(container.logFile)).rejects.toThrow();
        expect(() => process.kill(container.pid, 0)).toThrow();
      });
    },
  },
];
