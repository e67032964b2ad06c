import { chown, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import type { Container } from '../container.js';
import type { ContainerRequest, ContainerRuntime, ContainerUsage, ContainerUser } from '../container-runtime.js';
import type { ExecProcess, ExecRequest } from '../exec-process.js';
import { StartError } from '../start-error.js';
import { admitUser } from './admit-user.js';
import { containerEnvironment } from './container-environment.js';
import { containerFolder, podFolder, rootView } from './container-folder.js';
import { type ContainerRecord, containerRecord, writeContainerRecord } from './container-record.js';
import { execProcess } from './exec-process.js';
import { findProgram } from './find-program.js';
import { hiddenMounts } from './hidden-mounts.js';
import { makeFifo } from './make-fifo.js';
import { replaceMountPaths } from './mount-paths.js';
import type { ProcessNode } from './process-node.js';
import { usageBySession } from './process-table.js';
import { buildRootView } from './root-view.js';
import { perl, sessionLeader } from './session-leader.js';
import { environmentFile, launchWords, startScript } from './start-script.js';

/** Programs of the host, each in a session of its own and with a shim that outlives the agent. */
export class ProcessContainers implements ContainerRuntime {
  readonly defaultUid = process.getuid?.();
  readonly #node: ProcessNode;

  constructor(node: ProcessNode) {
    this.#node = node;
  }

  async start(request: ContainerRequest): Promise<Container> {
    const { sandbox, name, attempt, mounts } = request;
    const { clock, nodeName } = this.#node.options;
    if (attempt === 0) for (const notice of await hiddenMounts(mounts)) request.notify?.(notice);
    const folder = containerFolder(sandbox.folder, name, attempt);
    const root = rootView(sandbox.folder, name);
    const lastWords = { mountPath: request.terminationMessagePath, hostPath: folder.terminationMessage };
    const ownMounts = [...mounts, { ...lastWords, readOnly: false, propagation: 'None' as const }];
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
    const env = containerEnvironment({ ...request, mounts: ownMounts }, { root, nodeName });
    const workingDir = await findWorkingDir(request.workingDir, { root, mounts });
    const words = request.argv.map((word) => replaceMountPaths(word, ownMounts));
    const program = await findProgram(words[0] ?? '', { path: env.get('PATH'), workingDir });
    const startedAt = clock.now();
    const argv = [program, ...words.slice(1)];
    const user = await this.#admit(request, { attemptFolder: folder.path, rootView: root });
    const record = containerRecord({ ...request, user, mounts: ownMounts }, { argv, env, workingDir, startedAt });
    const controlGroup = await (await this.#node.controlGroups())?.create(sandbox.podUid, name, attempt);
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
    const identity = await this.#node.helper.start(folder.path);
    return this.#node.watchOver({ folder, record, identity });
  }

  /** Nothing is limited (`capabilities.limits`), so that there is nothing to change. */
  async resize(): Promise<void> {}

  async exec(container: Container, request: ExecRequest): Promise<ExecProcess> {
    const record = this.#node.containers.get(container.id)?.record;
    if (record === undefined) throw new StartError('container not running', { reason: 'ContainerNotRunning' });
    const words = request.command.map((word) => replaceMountPaths(word, record.mounts));
    const program = await findProgram(words[0] ?? '', { path: record.env.PATH, workingDir: record.workingDir });
    const argv = [program, ...words.slice(1)];
    const joined = await this.#joining(record, argv);
    return execProcess({ argv: joined, env: record.env, workingDir: record.workingDir }, request);
  }

  async usage(containers: readonly Container[]): Promise<Map<string, ContainerUsage>> {
    const bySession = await usageBySession(new Set(containers.map(({ pid }) => pid)));
    const usage = new Map<string, ContainerUsage>();
    for (const { id, pid } of containers) {
      const own = bySession.get(pid);
      if (own !== undefined) usage.set(id, own);
    }
    return usage;
  }

  async #admit(
    { user, sandbox, mounts, notify }: ContainerRequest,
    folders: { attemptFolder: string; rootView: string },
  ): Promise<ContainerUser | undefined> {
    if (user === undefined) return undefined;
    const { rootDir } = this.#node.options;
    const admitted = await admitUser(user, { podUid: sandbox.podUid, rootDir, podFolder: sandbox.folder, ...folders });
    if (admitted.closed !== undefined && mounts.length > 0) {
      const message = `user ${user.uid} cannot reach the pod's volumes: the folder ${admitted.closed} is closed to it`;
      notify?.({ type: 'Warning', reason: 'VolumesUnreachable', message });
    }
    return admitted.user;
  }

  /** What runs a command as the container's user, and in its control group. */
  async #joining({ podUid, name, attempt, user }: ContainerRecord, argv: readonly string[]): Promise<string[]> {
    const groups = await this.#node.controlGroups();
    const group = (await groups?.create(podUid, name, attempt)) ?? '/dev/null';
    const { environment } = containerFolder(podFolder(this.#node.options.rootDir, podUid), name, attempt);
    const perlPath = perl();
    const launch = perlPath === undefined ? [] : launchWords(perlPath, { environment, user });
    return ['/bin/sh', '-c', enterScript, 'sh', group, ...launch, ...argv];
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
