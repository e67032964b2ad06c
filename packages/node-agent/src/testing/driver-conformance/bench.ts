import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Container } from '../../drivers/container.js';
import type { ContainerRequest } from '../../drivers/container-runtime.js';
import type { Driver } from '../../drivers/driver.js';
import type { Sandbox, SandboxRequest } from '../../drivers/sandbox-runtime.js';

/** A driver under test. `reopen` is what a restarted agent gets: a new driver on the same state. */
export interface DriverUnderTest {
  driver: Driver;
  reopen(): Promise<Driver>;
  /** Ends everything and removes the state. */
  dispose(): Promise<void>;
}

/** What tests try a driver with: a pod, and containers in it. */
export interface Bench {
  readonly driver: Driver;
  readonly sandbox: Sandbox;
  reopen(): Promise<Driver>;
  /** Another pod. */
  createSandbox(rest?: Partial<SandboxRequest>): Promise<Sandbox>;
  start(argv: readonly string[], rest?: Partial<ContainerRequest>): Promise<Container>;
  /** A script of the shell. */
  shell(script: string, rest?: Partial<ContainerRequest>): Promise<Container>;
  /** What a container has said, on both outputs, once it has ended. */
  said(container: Container): Promise<string>;
}

export async function createBench(subject: DriverUnderTest): Promise<Bench> {
  const { driver } = subject;
  const createSandbox = (rest: Partial<SandboxRequest> = {}) => driver.sandboxes.create(sandboxRequest(rest));
  const sandbox = await createSandbox();
  const start: Bench['start'] = (argv, rest = {}) =>
    driver.containers.start({ ...containerRequest(driver, sandbox), argv, ...rest });
  return {
    driver,
    sandbox,
    reopen: subject.reopen,
    createSandbox,
    start,
    shell: (script, rest) => start(['sh', '-c', script], rest),
    said: async (container) => {
      await container.exited;
      return linesOf(await readFile(container.logFile, 'utf8'));
    },
  };
}

/** An ordinary pod. Processes are found by their pod's uid: another run at the same time must not have the same. */
export function sandboxRequest(rest: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    ...{ podUid: randomUUID(), namespace: 'ns', name: 'pod', hostname: 'pod-0' },
    ...{ hostNetwork: false, hostProcesses: false, hostIpc: false, sharesProcesses: false, ownUsers: false },
    dns: { policy: 'Default', nameservers: [], searches: [], options: [] },
    ...{ hosts: [], ports: [], limits: {}, sysctls: new Map(), memoryVolumes: [] },
    ...rest,
  };
}

/** An ordinary container that runs nothing yet. */
export function containerRequest({ name }: Pick<Driver, 'name'>, sandbox: Sandbox): ContainerRequest {
  return {
    ...{ sandbox, name: 'c', attempt: 0, id: `${name}://${randomUUID()}`, image: 'test', imageID: 'test', argv: [] },
    ...{ env: new Map(), mounts: [], terminationMessagePath: '/dev/termination-log', ports: [] },
    ...{ stdin: false, tty: false, stopSignal: 'SIGTERM', limits: {} },
    security: {
      ...{ privileged: false, readOnlyRoot: false, noNewPrivileges: false, unmaskedProc: false },
      capabilities: { add: [], drop: [] },
    },
  };
}

/** The text of a log: what follows time, stream and tag. */
export function linesOf(log: string): string {
  return log.replace(/^\S+ \S+ \S+ /gm, '');
}
