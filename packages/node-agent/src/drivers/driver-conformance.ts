import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { daemonPids, daemons, gone } from './conformance-daemons.js';
import type { Container, ContainerRequest, Driver, Sandbox } from './driver.js';

/** A driver under test. `reopen` is what a restarted agent gets: a new driver on the same state. */
export interface DriverUnderTest {
  driver: Driver;
  reopen(): Promise<Driver>;
  /** Ends everything and removes the state. */
  dispose(): Promise<void>;
}

/** What every driver has to do, tried with real programs. */
export function describeDriver(name: string, create: () => Promise<DriverUnderTest>): void {
  describe(`the ${name} driver`, () => {
    let subject: DriverUnderTest;
    let sandbox: Sandbox;
    let podUid: string;
    beforeEach(async () => {
      subject = await create();
      // Processes are found by their pod's uid: another run at the same time must not have the same.
      podUid = randomUUID();
      sandbox = await subject.driver.createSandbox({
        podUid,
        namespace: 'ns',
        name: 'pod',
        hostname: 'pod',
        hostNetwork: false,
      });
    });
    afterEach(() => subject.dispose());

    const request = (argv: string[], rest: Partial<ContainerRequest> = {}): ContainerRequest => ({
      sandbox,
      name: 'c',
      attempt: 0,
      id: `${name}://${Math.random()}`,
      image: 'test',
      imageID: 'test',
      argv,
      env: new Map(),
      mounts: [],
      terminationMessagePath: '/dev/termination-log',
      stdin: false,
      ...rest,
    });
    const shell = (script: string, rest: Partial<ContainerRequest> = {}) =>
      subject.driver.startContainer(request(['sh', '-c', script], rest));

    it('runs a program and tells its exit code', async () => {
      expect((await (await shell('exit 3')).exited).exitCode).toBe(3);
    });

    it('keeps both outputs, line by line and with times', async () => {
      const container = await shell('echo out; echo err >&2; printf end');
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
      const container = await subject.driver.startContainer(request(['env'], { env }));
      await container.exited;
      expect(await readFile(container.logFile, 'utf8')).toContain(`my.setting=it's "quoted" $HOME`);
    });

    it('takes the last words', async () => {
      const container = await shell('echo why > /dev/termination-log');
      await container.exited;
      expect(await readFile(container.terminationMessageFile, 'utf8')).toBe('why\n');
    });

    it('passes signals on, to all processes', async () => {
      const container = await shell('sleep 100 & wait');
      container.signal('SIGTERM');
      expect(await container.exited).toMatchObject({ exitCode: 143, signal: 15 });
    });

    it('lets a program hear an interrupt', async () => {
      const container = await shell('trap "exit 7" INT; echo on; while :; do sleep 0.02; done');
      while (!(await readFile(container.logFile, 'utf8')).includes('on')) await new Promise(setImmediate);
      container.signal('SIGINT');
      expect(await container.exited).toMatchObject({ exitCode: 7 });
    });

    it('refuses a program that is not there', async () => {
      await expect(subject.driver.startContainer(request(['no-such-program']))).rejects.toMatchObject({
        name: 'StartError',
        exitCode: 128,
        message: expect.stringContaining('exec: "no-such-program": executable file not found in $PATH'),
      });
    });

    it('runs commands beside the program, with its environment', async () => {
      const container = await shell('sleep 100', { env: new Map([['A', 'b']]) });
      const command = ['sh', '-c', 'echo $A; cat; exit 4'];
      const running = await subject.driver.exec(container, { command, tty: false, stdin: true });
      let output = '';
      running.stdout.on('data', (data: Buffer) => {
        output += data.toString();
      });
      running.stdin?.end('in');
      expect(await running.exited).toEqual({ exitCode: 4 });
      await new Promise((resolve) => setImmediate(resolve));
      expect(output).toBe('b\nin');
    });

    it('finds containers again, running and ended', async () => {
      const long = await shell('sleep 100');
      const short = await shell('exit 5', { name: 'd' });
      await short.exited;
      const [pod] = await (await subject.reopen()).adopt();
      expect(pod?.sandbox).toEqual(sandbox);
      const again = (which: string) => pod?.containers.find((container) => container.name === which) as Container;
      expect(again('c')).toMatchObject({ id: long.id, pid: long.pid, startedAt: long.startedAt });
      expect(await again('d').exited).toMatchObject({ exitCode: 5 });
      process.kill(again('c').pid, 'SIGKILL');
      expect(await again('c').exited).toMatchObject({ exitCode: 137 });
    });

    it.skipIf(process.platform !== 'linux').each(daemons)('ends a daemon that hides: %s', async (_, command) => {
      const container = await subject.driver.startContainer(request([...command, sandbox.ip]));
      const pids = await daemonPids(container.logFile);
      expect(await subject.driver.removeSandbox(podUid)).toEqual([]);
      await container.exited;
      await Promise.all(pids.map(gone));
    });

    it.skipIf(process.platform !== 'linux').each(daemons)('ends with its container: %s', async (_, command) => {
      const container = await subject.driver.startContainer(request([...command, sandbox.ip]));
      const pids = await daemonPids(container.logFile);
      container.signal('SIGKILL');
      await container.exited;
      await subject.driver.removeSandbox(podUid);
      await Promise.all(pids.map(gone));
    });

    it('shows nobody a secret: on no command line, in no environment but its own', async () => {
      const secret = `hidden-${randomUUID()}`;
      const env = new Map([
        ['SECRET', secret],
        ['dotted.secret', secret],
      ]);
      const script =
        'cat /proc/$PPID/environ | tr "\\0" "\\n"; echo; echo ---; cat /proc/[0-9]*/cmdline | tr "\\0" "\\n"; echo; echo done';
      const container = await shell(script, { env });
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
        const container = await shell('umask');
        await container.exited;
        expect(await readFile(container.logFile, 'utf8')).toContain('0022');
      } finally {
        process.umask(before);
      }
    });

    it('leaves nothing of a pod', async () => {
      const container = await shell('setsid sleep 100 & sleep 100');
      await subject.driver.removeSandbox(podUid);
      await container.exited;
      await expect(readFile(container.logFile)).rejects.toThrow();
      expect(() => process.kill(container.pid, 0)).toThrow();
    });
  });
}
