import type { Pod } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { refused } from '../framework/refusal.js';
import { type HostPort, hostPortsOf } from '../state/node-info.js';

const refusal = refused("node(s) didn't have free ports for the requested pod ports");

/** Two Pods cannot have the same port of one node. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  preFilter(pod) {
    const wanted = hostPortsOf(pod);
    if (wanted.length === 0) return undefined;
    return {
      filter: ({ podsWithPorts }) => {
        for (const { hostPorts } of podsWithPorts.values()) if (anyConflict(wanted, hostPorts)) return refusal;
        return undefined;
      },
    };
  },
  hints: { nodeAdded: () => true, assignedPodDeleted: (pod, { pod: gone }) => conflicts(pod, gone) },
};

function conflicts(a: Pod, b: Pod): boolean {
  return anyConflict(hostPortsOf(a), hostPortsOf(b));
}

function anyConflict(wanted: readonly HostPort[], taken: readonly HostPort[]): boolean {
  return taken.some((port) => wanted.some((other) => conflict(other, port)));
}

/** An unspecified address stands for every one. */
function conflict(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');
}
