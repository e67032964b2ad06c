import type { Container } from './container.js';
import type { ResourceLimits } from './resource-limits.js';

/** What the containers of a pod share: a folder, an address, and as much of a host of their own as the driver has. */
export interface SandboxRuntime {
  /** What is there from before: pods, and the newest attempt of each container, dead or alive. */
  adopt(): Promise<AdoptedPod[]>;
  /** Gives the pod what its containers share. Doing it again answers the same, and brings back what an agent's end took. */
  create(request: SandboxRequest): Promise<Sandbox>;
  /** Ends every process of the pod, frees its address and removes its folder; answers the processes that it could not end. */
  remove(podUid: string): Promise<readonly number[]>;
}

export interface SandboxRequest {
  podUid: string;
  namespace: string;
  name: string;
  /** What programs of the pod see as their host's name. */
  hostname: string;
  hostNetwork: boolean;
  /** Its processes are among the host's, and their memory and queues. */
  hostProcesses: boolean;
  hostIpc: boolean;
  /** Its containers see one another's processes. */
  sharesProcesses: boolean;
  /** Root in it is nobody on the host. */
  ownUsers: boolean;
  dns: DnsRequest;
  /** Lines of its `/etc/hosts`, beside its own. */
  hosts: readonly HostsEntry[];
  /** Ports of the host that lead to it. */
  ports: readonly PortMapping[];
  /** What all of its containers may use together. */
  limits: ResourceLimits;
  /** Kernel settings by name. */
  sysctls: ReadonlyMap<string, string>;
  /** Volumes in memory: folders of this name in `volumes/` of its folder. */
  memoryVolumes: readonly MemoryVolume[];
}

/** The pod's `dnsPolicy`, and what its `dnsConfig` adds. */
export interface DnsRequest {
  policy: string;
  nameservers: readonly string[];
  searches: readonly string[];
  /** `ndots:5`. */
  options: readonly string[];
}

export interface HostsEntry {
  ip: string;
  names: readonly string[];
}

export interface PortMapping {
  protocol: string;
  hostPort: number;
  containerPort: number;
  /** An address of the host; without one the driver chooses. */
  hostIp?: string;
}

export interface MemoryVolume {
  name: string;
  sizeBytes?: number;
}

export interface Sandbox {
  podUid: string;
  namespace: string;
  name: string;
  hostname: string;
  ip: string;
  /** The address is the node's. */
  hostNetwork?: boolean;
  /** The pod's folder: volumes lie in it. */
  folder: string;
}

export interface AdoptedPod {
  podUid: string;
  /** Undefined where something of the pod is there, and no sandbox that could be gone on with. */
  sandbox?: Sandbox;
  containers: Container[];
  /** What was found and could not be made sense of; what of it was running has been ended. */
  problems: string[];
}
