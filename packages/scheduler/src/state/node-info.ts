import { deepEqual, heldSpec, type Node, type Pod } from '@sampan/api';
import { type Amounts, allocatableOf, amountsOf, type PodAmounts } from './amounts.js';

/** A Pod that occupies a node, with what it takes there. */
export interface PlacedPod extends PodAmounts {
  readonly pod: Pod;
  readonly uid: string;
  readonly hostPorts: readonly HostPort[];
}

/** A port of the node that a container asked for. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** A node with everything on it: what plugins judge. Only the cluster's state changes one that is not a copy. */
export class NodeInfo {
  readonly name: string;
  node: Node;
  allocatable: Amounts;
  /** The sums over all Pods on the node. */
  readonly requested: Record<string, number> = {};
  readonly nonZero = { cpu: 0, memory: 0 };
  /** By uid. */
  readonly pods = new Map<string, PlacedPod>();
  /** Those that have ports of the node, by uid. */
  readonly podsWithPorts = new Map<string, PlacedPod>();

  constructor(node: Node, allocatable = allocatableOf(node.status?.allocatable)) {
    this.name = node.metadata.name ?? '';
    this.node = node;
    this.allocatable = allocatable;
  }

  /** Agents write their node's status all the time, and rarely anything new. */
  setNode(node: Node): void {
    if (!deepEqual(node.status?.allocatable, this.node.status?.allocatable)) {
      this.allocatable = allocatableOf(node.status?.allocatable);
    }
    this.node = node;
  }

  /** The node as it is now, to try on it what is not so: changes stay in the copy. */
  copy(): NodeInfo {
    const copy = new NodeInfo(this.node, this.allocatable);
    for (const placed of this.pods.values()) copy.add(placed);
    return copy;
  }

  add(placed: PlacedPod): void {
    this.remove(placed.uid);
    this.pods.set(placed.uid, placed);
    if (placed.hostPorts.length > 0) this.podsWithPorts.set(placed.uid, placed);
    this.#count(placed, 1);
  }

  /** Returns the Pod that was there. */
  remove(uid: string): PlacedPod | undefined {
    const placed = this.pods.get(uid);
    if (placed === undefined) return undefined;
    this.pods.delete(uid);
    this.podsWithPorts.delete(uid);
    this.#count(placed, -1);
    return placed;
  }

  #count({ requests, nonZero }: PlacedPod, sign: 1 | -1): void {
    for (const name in requests) {
      this.requested[name] = (this.requested[name] ?? 0) + sign * (requests[name] ?? 0);
    }
    this.nonZero.cpu += sign * nonZero.cpu;
    this.nonZero.memory += sign * nonZero.memory;
  }
}

/** `pod` with what it takes, computed once. */
export function placedPod(pod: Pod): PlacedPod {
  const { requests, nonZero } = amountsOf(heldSpec(pod));
  return { pod, uid: pod.metadata.uid ?? '', requests, nonZero, hostPorts: hostPortsOf(pod) };
}

const none: readonly HostPort[] = [];

export function hostPortsOf({ spec }: Pod): readonly HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...sidecars, ...spec.containers].flatMap((container) => container.ports ?? []);
  const taken = ports.filter(({ hostPort = 0 }) => hostPort > 0);
  if (taken.length === 0) return none;
  return taken.map(({ hostIP, protocol = 'TCP', hostPort = 0 }) => ({
    ip: hostIP || '0.0.0.0',
    protocol,
    port: hostPort,
  }));
}
