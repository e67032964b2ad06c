import type { Pod } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo } from '../state/node-info.js';

/**
 * One rule of scheduling, a pure function of a Pod and a snapshot. `prepare` looks at the Pod once and returns what is
 * asked of every node; undefined when the rule has nothing to say about this Pod.
 */
export interface Plugin {
  /** Upstream's name. */
  readonly name: string;
  /** How much its scores count; 0 for plugins that only filter. */
  readonly weight: number;
  prepare(pod: Pod, snapshot: Snapshot): PreparedPlugin | undefined;
}

export interface PreparedPlugin {
  /** Why the Pod can go nowhere, whatever the nodes are. */
  readonly refusal?: string;
  /** Why the Pod cannot go to this node, in upstream's words; nothing when it can. Several reasons count one by one. */
  filter?(node: NodeInfo): readonly string[] | undefined;
  /** How well the node suits, in any unit. */
  score?(node: NodeInfo): number;
  /** Brings the scores of all feasible nodes to 0…100, in place; scores are taken as they are without it. */
  normalize?(scores: number[]): void;
}

/** The best score. */
export const maxScore = 100;

/** Scales so that the highest becomes 100; `reverse` makes the highest the worst. */
export function normalizeToMaximum(scores: number[], { reverse = false } = {}): void {
  const highest = scores.reduce((max, score) => Math.max(max, score), 0);
  scores.forEach((score, index) => {
    const scaled = highest === 0 ? 0 : Math.floor((score * maxScore) / highest);
    scores[index] = reverse ? maxScore - scaled : scaled;
  });
}
