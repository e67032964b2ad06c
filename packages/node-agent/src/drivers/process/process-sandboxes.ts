import { mkdir, rm } from 'node:fs/promises';
import type { AdoptedPod, Sandbox, SandboxRequest, SandboxRuntime } from '../sandbox-runtime.js';
import { podFolder, podsFolder, sandboxFile } from './container-folder.js';
import { readSandbox, writeSandbox } from './container-record.js';
import { foundContainers, namesIn, type PodContents } from './found-containers.js';
import { HostPorts } from './host-ports.js';
import type { ProcessNode } from './process-node.js';
import { sweepProcesses } from './sweep-processes.js';

/** Pods are folders with addresses of their own on the network of all. */
export class ProcessSandboxes implements SandboxRuntime {
  readonly #node: ProcessNode;
  readonly #hostPorts: HostPorts;
  /** Pods whose records cannot be read, and why: they are neither started nor thrown away. */
  readonly #damaged = new Map<string, string>();

  constructor(node: ProcessNode) {
    this.#node = node;
    this.#hostPorts = new HostPorts(node.options.clock);
  }

  async adopt(): Promise<AdoptedPod[]> {
    const uids = await namesIn(podsFolder(this.#node.options.rootDir));
    return Promise.all(uids.map((uid) => this.#adoptPod(uid)));
  }

  async create(request: SandboxRequest): Promise<Sandbox> {
    const sandbox = this.#node.sandboxes.get(request.podUid) ?? (await this.#make(request));
    if (!request.hostNetwork) await this.#hostPorts.open(request, sandbox.ip);
    return sandbox;
  }

  async remove(podUid: string): Promise<readonly number[]> {
    const node = this.#node;
    this.#hostPorts.close(podUid);
    const containers = node.containersOf(podUid);
    const folder = podFolder(node.options.rootDir, podUid);
    const sandbox = node.sandboxes.get(podUid);
    const groups = await node.controlGroups();
    for (const container of containers) container.signal('SIGKILL');
    const inGroups = (await groups?.endPod(podUid)) ?? [];
    const swept = await sweepProcesses({
      podUid,
      folder,
      ...(sandbox !== undefined && !sandbox.hostNetwork && { ip: sandbox.ip }),
    });
    await Promise.all(containers.map(({ exited }) => exited));
    for (const { id } of containers) node.containers.delete(id);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    node.addresses.free(podUid);
    node.portHolders.forget(podUid);
    node.sandboxes.delete(podUid);
    this.#damaged.delete(podUid);
    return [...new Set([...inGroups, ...swept])];
  }

  close(): void {
    this.#hostPorts.closeAll();
  }

  async #make({ podUid, namespace, name, hostname, hostNetwork }: SandboxRequest): Promise<Sandbox> {
    const problem = this.#damaged.get(podUid);
    if (problem !== undefined) throw new Error(problem);
    const { options, addresses, sandboxes } = this.#node;
    const folder = podFolder(options.rootDir, podUid);
    const ip = hostNetwork ? options.nodeIp : addresses.allocate(podUid);
    const sandbox: Sandbox = { podUid, namespace, name, hostname, ip, ...(hostNetwork && { hostNetwork }), folder };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeSandbox(sandboxFile(folder), sandbox);
    // Known from here on: what is remembered is on disk, so that the next agent knows it too.
    sandboxes.set(podUid, sandbox);
    return sandbox;
  }

  /** A folder of which nothing is known is never removed here: somebody may live in it. */
  async #adoptPod(podUid: string): Promise<AdoptedPod> {
    const node = this.#node;
    const folder = podFolder(node.options.rootDir, podUid);
    try {
      const contents = await foundContainers(folder);
      const sandbox = await findSandbox(folder, contents);
      if (sandbox === undefined) return { podUid, containers: [], problems: [] };
      for (const { name, attempt, folder: own } of contents.unknown) {
        await (await node.controlGroups())?.endContainer(podUid, name, attempt);
        await sweepProcesses({ podUid: `${podUid}/${name}`, folder: own.path });
      }
      node.sandboxes.set(podUid, sandbox);
      if (!sandbox.hostNetwork) node.addresses.claim(podUid, sandbox.ip);
      return {
        podUid,
        sandbox,
        containers: contents.found.map((container) => node.watchOver(container)),
        problems: contents.unknown.map(({ why }) => why),
      };
    } catch (error) {
      const problem = (error as Error).message;
      this.#damaged.set(podUid, problem);
      return { podUid, containers: [], problems: [problem] };
    }
  }
}

/** As it was recorded. A lost record is made again from those of the containers; a folder without either is new. */
async function findSandbox(folder: string, { found, unknown }: PodContents): Promise<Sandbox | undefined> {
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
