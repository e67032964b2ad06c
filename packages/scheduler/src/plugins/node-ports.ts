import type { Plugin } from '../framework/plugin.js';
import { type HostPort, hostPortsOf } from '../state/node-info.js';

/** Two Pods cannot have the same port of one node. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  weight: 0,
  prepare(pod) {
    const wanted = hostPortsOf(pod);
    if (wanted.length === 0) return undefined;
    return {
      filter: ({ pods }) => {
        for (const { hostPorts } of pods.values()) {
          if (hostPorts.some((taken) => wanted.some((port) => conflict(port, taken)))) {
            return ["node(s) didn't have free ports for the requested pod ports"];
          }
        }
        return undefined;
      },
    };
  },
};

/** An unspecified address stands for every one. */
function conflict(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');
}
