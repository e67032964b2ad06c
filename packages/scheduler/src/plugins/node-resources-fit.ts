import { maxScore, type Plugin } from '../framework/plugin.js';
import { requestsOf } from '../state/amounts.js';
import type { NodeInfo } from '../state/node-info.js';

/** What a container is taken to need when it does not say, so that such Pods spread too (cpu in thousandths, bytes). */
const assumedRequests: Readonly<Record<string, number>> = { cpu: 100, memory: 200 * 1024 * 1024 };

/** A node must have what the Pod requests; the one with the largest free share of cpu and memory scores highest. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  prepare({ spec }) {
    const requests = requestsOf(spec);
    const wanted = Object.entries(requests).filter(([, amount]) => amount > 0);
    return {
      filter: (node) => {
        if (wanted.every(([name, amount]) => amount <= free(node, name))) return undefined;
        return wanted.filter(([name, amount]) => amount > free(node, name)).map(([name]) => insufficient(name));
      },
      score: (node) => (freeShare(node, requests, 'cpu') + freeShare(node, requests, 'memory')) / 2,
    };
  },
};

function free(node: NodeInfo, resource: string): number {
  return (node.allocatable[resource] ?? 0) - (node.requested[resource] ?? 0);
}

function insufficient(resource: string): string {
  return resource === 'pods' ? 'Too many pods' : `Insufficient ${resource}`;
}

/** LeastAllocated: the share that would be free with the Pod on the node, 0…100. */
function freeShare(node: NodeInfo, requests: Readonly<Record<string, number>>, resource: 'cpu' | 'memory'): number {
  const capacity = node.allocatable[resource] ?? 0;
  const assumed = assumedRequests[resource] ?? 0;
  const used = Math.max(node.requested[resource] ?? 0, node.pods.size * assumed);
  const after = used + (requests[resource] || assumed);
  return capacity === 0 || after > capacity ? 0 : Math.floor(((capacity - after) * maxScore) / capacity);
}
