import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join, resolve } from 'node:path';
import type { Clock } from '@sampan/api';
import { sleep } from '@sampan/client';
import { isAlive, parseProcessIdentity } from '../../processes/process-identity.js';
import type {
  AdoptedPod,
  Container,
  ContainerRequest,
  ContainerUsage,
  Driver,
  ExecProcess,
  ExecRequest,
  Sandbox,
  SandboxRequest,
} from '../driver.js';
import { StartError } from '../driver.js';
import { containerEnvironment } from './container-environment.js';
import { type ContainerFolder, containerFolder, podFolder, podsFolder, rootView } from './container-folder.js';
import { containerRecord, readSandbox, writeContainerRecord, writeSandbox } from './container-record.js';
import { execProcess } from './exec-process.js';
import { findProgram } from './find-program.js';
import { foundContainers, livingAttempts, namesIn } from './found-containers.js';
import { lifeLine } from './life-line.js';
import { makeFifo } from './make-fifo.js';
import { replaceMountPaths } from './mount-paths.js';
import { PodAddresses } from './pod-addresses.js';
import { listenerOfPod, type PodProcesses, type PortHolder, PortHolders } from './pod-listener.js';
import { type ProcessContainer, processContainer } from './process-container.js';
import { signalLiveGroup } from './process-group.js';
import { usageBySession } from './process-table.js';
import { buildRootView } from './root-view.js';
import { environmentSetter, sessionLeader } from './session-leader.js';
import { SpawnHelper } from './spawn-helper.js';
import { startScript } from './start-script.js';
import { sweepProcesses } from './sweep-processes.js';

export interface ProcessDriverOptions {
  rootDir: string;
  podCidr: string;
  nodeIp: string;
  clock: Clock;
}

/** How long killed processes may take to be gone. */
const killMilliseconds = 5000;

/** Runs containers as plain child processes of this host: no isolation, no images, no privilege, any Unix. */
export class ProcessDriver implements Driver {
  readonly name = 'process';
  readonly version = '0.1.0';
  readonly networkIsolation = false;
  readonly mountsVolumes = false;
  readonly enforcesLimits = false;
  readonly #options: ProcessDriverOptions;
  readonly #addresses: PodAddresses;
  readonly #portHolders = new PortHolders();
  readonly #helper = new SpawnHelper();
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #containers = new Map<string, ProcessContainer>();

  constructor(options: ProcessDriverOptions) {
    this.#options = { ...options, rootDir: resolve(options.rootDir) };
    this.#addresses = new PodAddresses(options.podCidr);
    sessionLeader();
    environmentSetter();
  }

  async adopt(): Promise<AdoptedPod[]> {
    const { rootDir } = this.#options;
    const uids = await namesIn(podsFolder(rootDir));
    return Promise.all(uids.map((uid) => this.#adoptPod(podFolder(rootDir, uid))));
  }

  async createSandbox({ podUid, namespace, name, hostNetwork }: SandboxRequest): Promise<Sandbox> {
    const known = this.#sandboxes.get(podUid);
    if (known !== undefined) return known;
    await this.#requireNoneAlive(podUid);
    const ip = hostNetwork ? this.#options.nodeIp : this.#addresses.allocate(podUid);
    const sandbox: Sandbox = { podUid, namespace, name, ip, folder: podFolder(this.#options.rootDir, podUid) };
    await mkdir(sandbox.folder, { recursive: true, mode: 0o700 });
    // It is remembered when it is on disk: an agent that comes later has to find what this one knows.
    await writeSandbox(sandboxFile(sandbox.folder), sandbox);
    this.#sandboxes.set(podUid, sandbox);
    return sandbox;
  }

  async removeSandbox(podUid: string): Promise<void> {
    const containers = [...this.#containers.values()].filter((container) => container.podUid === podUid);
    for (const container of containers) container.signal('SIGKILL');
    await sweepProcesses(podUid);
    await this.#endUnknown(podUid);
    await Promise.all(containers.map(({ exited }) => exited));
    for (const { id } of containers) this.#containers.delete(id);
    await rm(podFolder(this.#options.rootDir, podUid), { recursive: true, force: true, maxRetries: 3 });
    this.#addresses.free(podUid);
    this.#portHolders.forget(podUid);
    this.#sandboxes.delete(podUid);
  }

  async startContainer(request: ContainerRequest): Promise<Container> {
    const { sandbox, name, attempt, mounts } = request;
    const folder = containerFolder(sandbox.folder, name, attempt);
    const root = rootView(sandbox.folder, name);
    const ownMounts = [
      ...mounts,
      { mountPath: request.terminationMessagePath, hostPath: folder.terminationMessage, readOnly: false },
    ];
    // The attempt before this one is kept for `logs --previous`.
    const stale = attempt < 2 ? [folder] : [folder, containerFolder(sandbox.folder, name, attempt - 2)];
    await Promise.all(stale.map(removeFolder));
    await mkdir(folder.path, { recursive: true, mode: 0o700 });
    await Promise.all([
      buildRootView(root, mounts),
      createEmpty(folder.terminationMessage),
      request.stdin ? makeFifo(folder.stdin) : undefined,
    ]);
    const env = containerEnvironment({ ...request, mounts: ownMounts }, root);
    const workingDir = await findWorkingDir(request.workingDir, { root, mounts });
    const words = request.argv.map((word) => replaceMountPaths(word, ownMounts));
    const program = await findProgram(words[0] ?? '', { path: env.get('PATH'), workingDir });
    const startedAt = this.#options.clock.now();
    const argv = [program, ...words.slice(1)];
    const record = containerRecord({ ...request, mounts: ownMounts }, { argv, env, workingDir, startedAt });
    const how = { sessionLeader: sessionLeader(), environmentSetter: environmentSetter() };
    await Promise.all([
      writeContainerRecord(folder, record),
      writeFile(folder.startScript, startScript({ argv, env, workingDir, ...how }), { mode: 0o600 }),
    ]);
    const identity = await this.#helper.start(folder.path);
    return this.#watchOver({ folder, record, identity });
  }

  async exec(container: Container, request: ExecRequest): Promise<ExecProcess> {
    const record = this.#containers.get(container.id)?.record;
    if (record === undefined) throw new StartError('container not running', { reason: 'ContainerNotRunning' });
    const words = request.command.map((word) => replaceMountPaths(word, record.mounts));
    const program = await findProgram(words[0] ?? '', { path: record.env.PATH, workingDir: record.workingDir });
    return execProcess({ argv: [program, ...words.slice(1)], env: record.env, workingDir: record.workingDir }, request);
  }

  async connect(podUid: string, port: number) {
    const sandbox = this.#sandboxes.get(podUid);
    if (sandbox === undefined) throw new Error(`no sandbox for pod ${podUid}`);
    // Inside a pod's own network a program may listen on localhost only; here that is the host's, and others' too.
    const address = await listenerOfPod(this.#processesOf(sandbox), port);
    if (address === undefined) throw new Error(`connect ECONNREFUSED ${sandbox.ip}:${port}`);
    return openSocket(address, port);
  }

  async portHolder(podUid: string, port: number): Promise<PortHolder> {
    const sandbox = this.#sandboxes.get(podUid);
    return sandbox === undefined ? 'nobody' : this.#portHolders.holder(this.#processesOf(sandbox), port);
  }

  async usage(containers: readonly Container[]): Promise<Map<string, ContainerUsage>> {
    const bySession = await usageBySession();
    const usage = new Map<string, ContainerUsage>();
    for (const { id, pid } of containers) {
      const own = bySession.get(pid);
      if (own !== undefined) usage.set(id, own);
    }
    return usage;
  }

  async close(): Promise<void> {
    this.#helper.close();
    for (const container of this.#containers.values()) container.release();
    this.#containers.clear();
  }

  async #adoptPod(folder: string): Promise<AdoptedPod> {
    const podUid = basename(folder);
    try {
      const [sandbox, found] = await Promise.all([readSandbox(sandboxFile(folder)), foundContainers(folder)]);
      if (sandbox === undefined) return { podUid, containers: [] };
      this.#sandboxes.set(podUid, sandbox);
      this.#addresses.claim(podUid, sandbox.ip);
      return { podUid, sandbox, containers: found.map((container) => this.#watchOver(container)) };
    } catch {
      // What cannot be read is not gone: the pod's files stay, and what lives of it lives on. See #requireNoneAlive.
      return { podUid, containers: [] };
    }
  }

  /** Ends what lives of the pod and could not be taken over. */
  async #endUnknown(podUid: string): Promise<void> {
    const ending = (await this.#unknownContainers(podUid)).map(async ({ pid, alive }) => {
      const identity = parseProcessIdentity(await readFile(pid, 'utf8').catch(() => ''));
      if (identity !== undefined && isAlive(identity)) signalLiveGroup(identity.pid, 'SIGKILL');
      await Promise.race([lifeLine(alive), sleep(this.#options.clock, killMilliseconds)]);
    });
    await Promise.all(ending);
    await this.#requireNoneAlive(podUid);
  }

  async #unknownContainers(podUid: string): Promise<ContainerFolder[]> {
    const known = new Set([...this.#containers.values()].map(({ logFile }) => logFile));
    const living = await livingAttempts(podFolder(this.#options.rootDir, podUid));
    return living.filter(({ log }) => !known.has(log));
  }

  /** Throws while the pod has containers that this agent does not know. */
  async #requireNoneAlive(podUid: string): Promise<void> {
    const unknown = await this.#unknownContainers(podUid);
    if (unknown.length === 0) return;
    const paths = unknown.map(({ path }) => path).join(', ');
    throw new Error(
      `containers of the pod run of which the records cannot be read: ${paths}: mend the files and restart the node agent, or end the processes`,
    );
  }

  #processesOf({ podUid, ip }: Sandbox): PodProcesses {
    const containers = [...this.#containers.values()].filter((container) => container.podUid === podUid);
    return { podUid, ip, leaders: new Set(containers.map(({ pid }) => pid)) };
  }

  #watchOver(parts: Pick<Parameters<typeof processContainer>[0], 'folder' | 'record' | 'identity'>): ProcessContainer {
    const container = processContainer({ ...parts, clock: this.#options.clock, ended: () => this.#helper.reap() });
    this.#containers.set(container.id, container);
    return container;
  }
}

function sandboxFile(folder: string): string {
  return join(folder, 'sandbox.json');
}

async function removeFolder({ path }: { path: string }): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function createEmpty(file: string): Promise<void> {
  await (await open(file, 'a', 0o600)).close();
}

/** The working folder as a path of this host; without one the container starts at its root. */
async function findWorkingDir(
  workingDir: string | undefined,
  { root, mounts }: { root: string; mounts: ContainerRequest['mounts'] },
): Promise<string> {
  if (workingDir === undefined || workingDir === '' || workingDir === '/') return root;
  const folder = replaceMountPaths(workingDir, mounts);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return folder;
  throw new StartError(
    `failed to create task for container: chdir to cwd ("${workingDir}") set in config.json failed: no such file or directory: unknown`,
  );
}

function openSocket(host: string, port: number) {
  const socket = connect({ host, port, allowHalfOpen: true });
  return new Promise<typeof socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
