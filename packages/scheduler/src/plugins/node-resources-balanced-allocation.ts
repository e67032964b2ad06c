import { maxScore, type Plugin } from '../framework/plugin.js';
import { amountsOf } from '../state/amounts.js';
import type { ResourceWeight } from './resource-scoring.js';

export interface NodeResourcesBalancedAllocationArgs {
  readonly resources?: readonly ResourceWeight[];
}

const cpuAndMemory: readonly ResourceWeight[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** Better is the node of which the Pod would leave all resources used to the same degree. */
export function nodeResourcesBalancedAllocation(args: NodeResourcesBalancedAllocationArgs = {}): Plugin {
  const { resources = cpuAndMemory } = args;
  return {
    name: 'NodeResourcesBalancedAllocation',
    preScore({ spec }) {
      const { requests } = amountsOf(spec);
      const asked = resources
        .map(({ name }) => ({ name, amount: requests[name] ?? 0 }))
        .filter(({ name, amount }) => amount > 0 || !name.includes('/'));
      // Pods that ask for nothing would all go to the same node.
      if (asked.every(({ amount }) => amount === 0)) return undefined;
      const shares = new Array<number>(asked.length).fill(0);
      return {
        score: ({ allocatable, requested }) => {
          let count = 0;
          for (const { name, amount } of asked) {
            const capacity = allocatable[name] ?? 0;
            if (capacity > 0) shares[count++] = Math.min(((requested[name] ?? 0) + amount) / capacity, 1);
          }
          return Math.trunc((1 - deviation(shares, count)) * maxScore);
        },
      };
    },
  };
}

/** The standard deviation of the first `count`. */
function deviation(shares: readonly number[], count: number): number {
  if (count < 2) return 0;
  if (count === 2) return Math.abs(((shares[0] ?? 0) - (shares[1] ?? 0)) / 2);
  const counted = shares.slice(0, count);
  const mean = counted.reduce((sum, share) => sum + share, 0) / count;
  return Math.sqrt(counted.reduce((sum, share) => sum + (share - mean) ** 2, 0) / count);
}
