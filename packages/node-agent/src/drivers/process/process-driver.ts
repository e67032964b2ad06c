import { chown, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import type { Clock } from '@sampan/api';
import type {
  AdoptedPod,
  Container,
  ContainerRequest,
  ContainerUsage,
  ContainerUser,
  Driver,
  ExecProcess,
  ExecRequest,
  Sandbox,
  SandboxRequest,
} from '../driver.js';
import { StartError } from '../driver.js';
import { admitUser } from './admit-user.js';
import { containerEnvironment } from './container-environment.js';
import { containerFolder, podFolder, podsFolder, rootView, sandboxFile } from './container-folder.js';
import {
  type ContainerRecord,
  containerRecord,
  readSandbox,
  writeContainerRecord,
  writeSandbox,
} from './container-record.js';
import { type ControlGroups, openControlGroups } from './control-groups.js';
import { execProcess } from './exec-process.js';
import { findProgram } from './find-program.js';
import { foundContainers, namesIn, type PodContents } from './found-containers.js';
import { ignoredFields } from './ignored-fields.js';
import { makeFifo } from './make-fifo.js';
import { replaceMountPaths } from './mount-paths.js';
import { PodAddresses } from './pod-addresses.js';
import { listenerOfPod, type PodProcesses, type PortHolder, PortHolders } from './pod-listener.js';
import { type ProcessContainer, processContainer } from './process-container.js';
import { usageBySession } from './process-table.js';
import { buildRootView } from './root-view.js';
import { perl, sessionLeader } from './session-leader.js';
import { SpawnHelper } from './spawn-helper.js';
import { environmentFile, launchWords, startScript } from './start-script.js';
import { sweepProcesses } from './sweep-processes.js';

export interface ProcessDriverOptions {
  rootDir: string;
  podCidr: string;
  nodeIp: string;
  clock: Clock;
  /** Finds the control groups that can be had here; by trying, unless told. */
  controlGroups?: typeof openControlGroups;
}

/** Runs containers as plain child processes of this host: no isolation, no images, no privilege, any Unix. */
export class ProcessDriver implements Driver {
  readonly name = 'process';
  readonly version = '0.1.0';
  readonly networkIsolation = false;
  readonly mountsVolumes = false;
  readonly defaultUid = process.getuid?.();
  readonly choosesUsers = process.getuid?.() === 0 && perl() !== undefined;
  readonly ignoredFields = ignoredFields;
  readonly #options: ProcessDriverOptions;
  readonly #addresses: PodAddresses;
  readonly #portHolders = new PortHolders();
  readonly #helper = new SpawnHelper();
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #containers = new Map<string, ProcessContainer>();
  /** Pods whose records cannot be read, and why: they are neither started nor thrown away. */
  readonly #damaged = new Map<string, string>();
  #groups: Promise<ControlGroups | undefined> | undefined;

  constructor(options: ProcessDriverOptions) {
    this.#options = { ...options, rootDir: resolve(options.rootDir) };
    this.#addresses = new PodAddresses(options.podCidr);
    sessionLeader();
    perl();
  }

  async adopt(): Promise<AdoptedPod[]> {
    const { rootDir } = this.#options;
    const uids = await namesIn(podsFolder(rootDir));
    return Promise.all(uids.map((uid) => this.#adoptPod(uid)));
  }

  async createSandbox(request: SandboxRequest): Promise<Sandbox> {
    const { podUid, hostNetwork, ...names } = request;
    const known = this.#sandboxes.get(podUid);
    if (known !== undefined) return known;
    const folder = podFolder(this.#options.rootDir, podUid);
    const problem = this.#damaged.get(podUid);
    if (problem !== undefined) throw new Error(problem);
    const ip = hostNetwork ? this.#options.nodeIp : this.#addresses.allocate(podUid);
    const sandbox: Sandbox = { podUid, ...names, ip, ...(hostNetwork && { hostNetwork }), folder };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeSandbox(sandboxFile(folder), sandbox);
    // Known from here on: what is remembered is on disk, so that the next agent knows it too.
    this.#sandboxes.set(podUid, sandbox);
    return sandbox;
  }

  async removeSandbox(podUid: string): Promise<readonly number[]> {
    const containers = [...this.#containers.values()].filter((container) => container.podUid === podUid);
    const folder = podFolder(this.#options.rootDir, podUid);
    const sandbox = this.#sandboxes.get(podUid);
    const groups = await this.#controlGroups();
    for (const container of containers) container.signal('SIGKILL');
    const inGroups = (await groups?.endPod(podUid)) ?? [];
    const swept = await sweepProcesses({
      podUid,
      folder,
      ...(sandbox !== undefined && !sandbox.hostNetwork && { ip: sandbox.ip }),
    });
    await Promise.all(containers.map(({ exited }) => exited));
    for (const { id } of containers) this.#containers.delete(id);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    this.#addresses.free(podUid);
    this.#portHolders.forget(podUid);
    this.#sandboxes.delete(podUid);
    this.#damaged.delete(podUid);
    return [...new Set([...inGroups, ...swept])];
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
      request.stdin && request.stdinOnce ? makeFifo(folder.stdinHeld) : undefined,
    ]);
    const env = containerEnvironment({ ...request, mounts: ownMounts }, root);
    const workingDir = await findWorkingDir(request.workingDir, { root, mounts });
    const words = request.argv.map((word) => replaceMountPaths(word, ownMounts));
    const program = await findProgram(words[0] ?? '', { path: env.get('PATH'), workingDir });
    const startedAt = this.#options.clock.now();
    const argv = [program, ...words.slice(1)];
    const user = await this.#admit(request, { attemptFolder: folder.path, rootView: root });
    const record = containerRecord({ ...request, user, mounts: ownMounts }, { argv, env, workingDir, startedAt });
    const controlGroup = await (await this.#controlGroups())?.create(sandbox.podUid, name, attempt);
    const script = startScript({
      ...{ argv, env, workingDir, user, controlGroup },
      ...{ environment: folder.environment, sessionLeader: sessionLeader(), perl: perl() },
    });
    if (user !== undefined) await chown(folder.terminationMessage, user.uid, user.gid);
    await Promise.all([
      writeContainerRecord(folder, record),
      writeFile(folder.environment, environmentFile(env), { mode: 0o600 }),
      writeFile(folder.startScript, script, { mode: 0o600 }),
    ]);
    const identity = await this.#helper.start(folder.path);
    return this.#watchOver({ folder, record, identity });
  }

  async exec(container: Container, request: ExecRequest): Promise<ExecProcess> {
    const record = this.#containers.get(container.id)?.record;
    if (record === undefined) throw new StartError('container not running', { reason: 'ContainerNotRunning' });
    const words = request.command.map((word) => replaceMountPaths(word, record.mounts));
    const program = await findProgram(words[0] ?? '', { path: record.env.PATH, workingDir: record.workingDir });
    const argv = [program, ...words.slice(1)];
    const joined = await this.#joining(record, argv);
    return execProcess({ argv: joined, env: record.env, workingDir: record.workingDir }, request);
  }

  async connect(podUid: string, port: number) {
    const sandbox = this.#sandboxes.get(podUid);
    if (sandbox === undefined) throw new Error(`no sandbox for pod ${podUid}`);
    // Inside a pod's own network a program may listen on localhost only; here that is the host's, and others' too.
    const address = await listenerOfPod(this.#processesOf(sandbox), port);
    if (address === undefined) {
      const refused = new Error(`connect ECONNREFUSED ${sandbox.ip}:${port}`);
      throw Object.assign(refused, { code: 'ECONNREFUSED' });
    }
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

  async #admit(
    { user, sandbox, mounts, warn }: ContainerRequest,
    folders: { attemptFolder: string; rootView: string },
  ): Promise<ContainerUser | undefined> {
    if (user === undefined) return undefined;
    const { rootDir } = this.#options;
    const admitted = await admitUser(user, { podUid: sandbox.podUid, rootDir, podFolder: sandbox.folder, ...folders });
    if (admitted.closed !== undefined && mounts.length > 0) {
      warn?.(`user ${user.uid} cannot reach the pod's volumes: the folder ${admitted.closed} is closed to it`);
    }
    return admitted.user;
  }

  /** What runs a command as the container's user, and in its control group. */
  async #joining(record: ContainerRecord, argv: readonly string[]): Promise<string[]> {
    const groups = await this.#controlGroups();
    const group = (await groups?.create(record.podUid, record.name, record.attempt)) ?? '/dev/null';
    const { environment } = containerFolder(
      podFolder(this.#options.rootDir, record.podUid),
      record.name,
      record.attempt,
    );
    const perlPath = perl();
    const launch = perlPath === undefined ? [] : launchWords(perlPath, { environment, user: record.user });
    return ['/bin/sh', '-c', enterScript, 'sh', group, ...launch, ...argv];
  }

  #controlGroups(): Promise<ControlGroups | undefined> {
    this.#groups ??= (this.#options.controlGroups ?? openControlGroups)(this.#options.rootDir);
    return this.#groups;
  }

  /** A folder of which nothing is known is never removed here: somebody may live in it. */
  async #adoptPod(podUid: string): Promise<AdoptedPod> {
    const folder = podFolder(this.#options.rootDir, podUid);
    try {
      const contents = await foundContainers(folder);
      const sandbox = await this.#findSandbox(folder, contents);
      if (sandbox === undefined) return { podUid, containers: [], problems: [] };
      for (const { name, attempt, folder: own } of contents.unknown) {
        await (await this.#controlGroups())?.endContainer(podUid, name, attempt);
        await sweepProcesses({ podUid: `${podUid}/${name}`, folder: own.path });
      }
      this.#sandboxes.set(podUid, sandbox);
      if (!sandbox.hostNetwork) this.#addresses.claim(podUid, sandbox.ip);
      return {
        podUid,
        sandbox,
        containers: contents.found.map((container) => this.#watchOver(container)),
        problems: contents.unknown.map(({ why }) => why),
      };
    } catch (error) {
      const problem = (error as Error).message;
      this.#damaged.set(podUid, problem);
      return { podUid, containers: [], problems: [problem] };
    }
  }

  /** As it was recorded. A lost record is made again from those of the containers; a folder without either is new. */
  async #findSandbox(folder: string, { found, unknown }: PodContents): Promise<Sandbox | undefined> {
    const file = sandboxFile(folder);
    try {
      const sandbox = await readSandbox(file);
      if (sandbox !== undefined) return sandbox;
      if (found.length + unknown.length === 0) return undefined;
      throw new Error(`the record ${file} is missing`);
    } catch (error) {
      const [container] = found;
      if (container === undefined) throw error;
      const { sandbox } = container.record;
      await writeSandbox(file, sandbox);
      return sandbox;
    }
  }

  #processesOf({ podUid, ip }: Sandbox): PodProcesses {
    const containers = [...this.#containers.values()].filter((container) => container.podUid === podUid);
    return { podUid, ip, leaders: new Set(containers.map(({ pid }) => pid)) };
  }

  #watchOver(parts: Pick<Parameters<typeof processContainer>[0], 'folder' | 'record' | 'identity'>): ProcessContainer {
    const { podUid, name, attempt } = parts.record;
    const container = processContainer({
      ...parts,
      clock: this.#options.clock,
      endRest: async () => (await this.#controlGroups())?.endContainer(podUid, name, attempt),
      ended: () => this.#helper.reap(),
    });
    this.#containers.set(container.id, container);
    return container;
  }
}

/** Joins a control group and becomes a command, with the umask that containers have. */
const enterScript = '{ echo 0 >"$1"; } 2>/dev/null; shift; umask 022; exec "$@"';

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
