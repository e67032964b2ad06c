import type { Node } from '@sampan/api';
import { desiredNode, type NodeDescription } from '../node/desired-node.js';

/** So many nodes have addresses of their own for their Pods: the shared range of RFC 6598, in parts of 256. */
export const maxSimulatedNodes = 64 * 256;

/** Says of a node that nothing runs on it. */
const simulatedLabel = 'sampan.dev/simulated';

export function isSimulated({ metadata }: Node): boolean {
  return metadata.labels?.[simulatedLabel] === 'true';
}

const zones = 3;

/** `simulated-1` and so on: where the `index`-th node from 0 is, and what it has. Pods ask for parts of it, and use nothing. */
export function simulatedNode(index: number, { maxPods, now }: { maxPods: number; now: number }): Node {
  return desiredNode(descriptionOf(index, maxPods), { now, images: [] });
}

function descriptionOf(index: number, maxPods: number): NodeDescription {
  return {
    name: `simulated-${index + 1}`,
    ip: '127.0.0.1',
    labels: { [simulatedLabel]: 'true', 'topology.kubernetes.io/zone': `zone-${(index % zones) + 1}` },
    taints: undefined,
    podCidr: `${podPrefix(index)}.0/24`,
    capacity: { cpu: '32', 'ephemeral-storage': '1Ti', memory: '256Gi', pods: String(maxPods) },
    port: 0,
    driver: {
      name: 'simulated',
      version: '1.0.0',
      capabilities: { podNetworks: { reason: 'nothing runs on a simulated node' } },
    },
  };
}

function podPrefix(index: number): string {
  return `100.${64 + Math.floor(index / 256)}.${index % 256}`;
}
