import type { Node, Pod } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { type Refusal, refused, unresolvable } from '../framework/refusal.js';
import { allocatableOf, amountsOf } from '../state/amounts.js';
import type { NodeInfo } from '../state/node-info.js';
import { type ScoringStrategy, scoreBy } from './resource-scoring.js';

export interface NodeResourcesFitArgs {
  /** Extended resources that others watch over: by name, and by what stands before the slash. */
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy?: ScoringStrategy;
}

/** The node with the largest free share of cpu and memory is the best. */
export const defaultScoringStrategy: ScoringStrategy = {
  type: 'LeastAllocated',
  resources: [
    { name: 'cpu', weight: 1 },
    { name: 'memory', weight: 1 },
  ],
};

/** A node must have what the Pod requests; which of them suits best is a matter of the strategy. */
export function nodeResourcesFit(args: NodeResourcesFitArgs = {}): Plugin {
  const { ignoredResources = [], ignoredResourceGroups = [], scoringStrategy = defaultScoringStrategy } = args;
  const isIgnored = (name: string): boolean =>
    name.includes('/') && (ignoredResources.includes(name) || ignoredResourceGroups.includes(name.split('/')[0] ?? ''));
  const wantedBy = ({ spec }: Pod): [string, number][] =>
    Object.entries(amountsOf(spec).requests).filter(([name, amount]) => amount > 0 && !isIgnored(name));
  const couldFit = (pod: Pod, { status }: Node): boolean => {
    const allocatable = allocatableOf(status?.allocatable);
    return wantedBy(pod).every(([name, amount]) => amount <= (allocatable[name] ?? 0));
  };
  return {
    name: 'NodeResourcesFit',
    preFilter(pod) {
      const wanted = wantedBy(pod);
      return {
        filter: (node) => {
          for (const [name, amount] of wanted) if (amount > free(node, name)) return shortage(node, wanted);
          return undefined;
        },
      };
    },
    preScore: (pod) => ({ score: scoreBy(scoringStrategy, pod) }),
    hints: {
      nodeAdded: (pod, { node }) => couldFit(pod, node),
      nodeUpdated: (pod, { node, old }) => hasGrown(node, old) && couldFit(pod, node),
      assignedPodDeleted: () => true,
      assignedPodUpdated: (_pod, { pod, old }) => hasShrunk(pod, old),
      podUpdated: (_pod, { pod, old }) => hasShrunk(pod, old),
    },
  };
}

function free(node: NodeInfo, resource: string): number {
  return (node.allocatable[resource] ?? 0) - (node.requested[resource] ?? 0);
}

/** Every resource that is short; what the node does not have at all nobody can free. */
function shortage(node: NodeInfo, wanted: readonly [string, number][]): Refusal {
  const short = wanted.filter(([name, amount]) => amount > free(node, name));
  const reasons = short.map(([name]) => (name === 'pods' ? 'Too many pods' : `Insufficient ${name}`));
  const never = short.some(([name, amount]) => name !== 'pods' && amount > (node.allocatable[name] ?? 0));
  return never ? unresolvable(...reasons) : refused(...reasons);
}

function hasGrown(node: Node, old: Node): boolean {
  const [now, before] = [allocatableOf(node.status?.allocatable), allocatableOf(old.status?.allocatable)];
  return Object.entries(now).some(([name, amount]) => amount > (before[name] ?? 0));
}

function hasShrunk(pod: Pod, old: Pod): boolean {
  const [now, before] = [amountsOf(pod.spec).requests, amountsOf(old.spec).requests];
  return Object.entries(before).some(([name, amount]) => (now[name] ?? 0) < amount);
}
