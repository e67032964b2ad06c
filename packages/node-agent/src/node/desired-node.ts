import type { Node, NodeStatus } from '@sampan/api';
import type { StoredImage } from '../drivers/image-service.js';
import { type NetworkedDriver, nodeConditions } from './node-conditions.js';
import { architecture, type NamedDriver, nodeInfo, operatingSystem } from './node-info.js';

export interface NodeDescription {
  name: string;
  ip: string;
  labels: Readonly<Record<string, string>>;
  taints: NonNullable<Node['spec']>['taints'];
  podCidr: string;
  capacity: Record<string, string>;
  /** Of the agent's API. */
  port: number;
  driver: NamedDriver & NetworkedDriver;
}

/** What changes while the agent runs. */
export interface ObservedNode {
  now: number;
  images: readonly StoredImage[];
}

/** The kubelet's `nodeStatusMaxImages`. */
const maxImages = 50;

/** The node as the agent registers it. */
export function desiredNode(description: NodeDescription, observed: ObservedNode): Node {
  const { name, labels, taints, podCidr } = description;
  const os = operatingSystem();
  const arch = architecture();
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': arch,
        'beta.kubernetes.io/os': os,
        'kubernetes.io/arch': arch,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': os,
        ...labels,
      },
    },
    spec: { podCIDR: podCidr, podCIDRs: [podCidr], ...(taints?.length ? { taints } : {}) },
    status: nodeStatus(description, undefined, observed),
  };
}

export function nodeStatus(
  description: NodeDescription,
  before: NodeStatus | undefined,
  { now, images }: ObservedNode,
): NodeStatus {
  const { name, ip, capacity, port, driver } = description;
  return {
    ...before,
    addresses: [
      { type: 'InternalIP', address: ip },
      { type: 'Hostname', address: name },
    ],
    capacity,
    allocatable: capacity,
    conditions: nodeConditions(before?.conditions, { now, driver }),
    ...((images.length > 0 || before?.images !== undefined) && { images: images.slice(0, maxImages).map(namedImage) }),
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
    nodeInfo: nodeInfo(driver),
  };
}

function namedImage({ names, sizeBytes }: StoredImage) {
  return { names: [...names], sizeBytes };
}
