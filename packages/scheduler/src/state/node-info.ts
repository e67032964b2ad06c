import { controllerOf, type Node, type Pod } from '@sampan/api';
import { type Amounts, allocatableOf, requestsOf } from './amounts.js';

/** A Pod that occupies a node, with what it takes there. */
export interface PlacedPod {
  readonly pod: Pod;
  readonly requests: Amounts;
  readonly hostPorts: readonly HostPort[];
}

/** A port of the node that a container asked for. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** A node with everything on it: what plugins judge. Only {@link ClusterState} changes one. */
export class NodeInfo {
  readonly name: string;
  node: Node;
  allocatable: Amounts;
  /** The sums over all Pods on the node. */
  readonly requested: Record<string, number> = {};
  /** By uid. */
  readonly pods = new Map<string, PlacedPod>();
  /** Those that want something of other Pods, by uid. */
  readonly podsWithAffinity = new Map<string, Pod>();
  /** How many Pods each controller has here, by its uid. */
  readonly podsOfController = new Map<string, number>();

  constructor(node: Node) {
    this.name = node.metadata.name ?? '';
    this.node = node;
    this.allocatable = allocatableOf(node.status?.allocatable);
  }

  setNode(node: Node): void {
    this.node = node;
    this.allocatable = allocatableOf(node.status?.allocatable);
  }

  add(placed: PlacedPod): void {
    this.remove(placed.pod.metadata.uid ?? '');
    this.pods.set(placed.pod.metadata.uid ?? '', placed);
    if (hasPodAffinity(placed.pod)) this.podsWithAffinity.set(placed.pod.metadata.uid ?? '', placed.pod);
    this.#count(placed, 1);
  }

  remove(uid: string): void {
    const placed = this.pods.get(uid);
    if (placed === undefined) return;
    this.pods.delete(uid);
    this.podsWithAffinity.delete(uid);
    this.#count(placed, -1);
  }

  #count(placed: PlacedPod, sign: 1 | -1): void {
    for (const [name, amount] of Object.entries(placed.requests)) {
      this.requested[name] = (this.requested[name] ?? 0) + sign * amount;
    }
    const controller = controllerOf(placed.pod)?.uid;
    if (controller === undefined) return;
    const count = (this.podsOfController.get(controller) ?? 0) + sign;
    if (count === 0) this.podsOfController.delete(controller);
    else this.podsOfController.set(controller, count);
  }
}

/** Whether a Pod wants anything of other Pods. */
export function hasPodAffinity({ spec }: Pod): boolean {
  return spec.affinity?.podAffinity !== undefined || spec.affinity?.podAntiAffinity !== undefined;
}

/** `pod` with what it takes, computed once. */
export function placedPod(pod: Pod): PlacedPod {
  return { pod, requests: requestsOf(pod.spec), hostPorts: hostPortsOf(pod) };
}

export function hostPortsOf(pod: Pod): HostPort[] {
  return pod.spec.containers.flatMap((container) =>
    (container.ports ?? [])
      .filter((port) => (port.hostPort ?? 0) > 0)
      .map((port) => ({ ip: port.hostIP || '0.0.0.0', protocol: port.protocol ?? 'TCP', port: port.hostPort ?? 0 })),
  );
}
