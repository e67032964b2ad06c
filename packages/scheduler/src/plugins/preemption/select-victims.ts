import type { Pod, PodDisruptionBudget } from '@sampan/api';
import type { FailedAttempt } from '../../framework/plugin.js';
import { type Refusal, unresolvable } from '../../framework/refusal.js';
import type { NodeInfo, PlacedPod } from '../../state/node-info.js';
import { splitByBudgets } from './split-by-budgets.js';

/** A node that the Pod would fit on without some of its Pods. */
export interface Candidate {
  readonly nodeName: string;
  /** Who would have to go, the most important first. */
  readonly victims: readonly Pod[];
  /** How many of them a budget would keep. */
  readonly violations: number;
}

const nobody = unresolvable('No preemption victims found for incoming pod');

/**
 * The fewest Pods of lower priority that would have to leave the node: all go in thought, and one after the other comes
 * back as long as the Pod fits, those first that a budget keeps, and the more important ones before the others.
 */
export function selectVictims(
  attempt: FailedAttempt,
  node: NodeInfo,
  budgets: readonly PodDisruptionBudget[],
): Candidate | Refusal {
  const priority = attempt.pod.spec.priority ?? 0;
  const lower = [...node.pods.values()].filter(({ pod }) => (pod.spec.priority ?? 0) < priority);
  if (lower.length === 0) return nobody;
  const left = node.copy();
  const remove = (placed: PlacedPod): void => {
    left.remove(placed.uid);
    attempt.podRemoved(placed, node.node);
  };
  const bringBack = (placed: PlacedPod): void => {
    left.add(placed);
    attempt.podAdded(placed, node.node);
  };
  for (const placed of lower) remove(placed);
  const refusal = attempt.fits(left);
  if (refusal !== undefined) {
    for (const placed of lower) attempt.podAdded(placed, node.node);
    return refusal;
  }
  const victims: PlacedPod[] = [];
  const { violating, others } = splitByBudgets(lower.sort(byImportance), budgets);
  for (const placed of [...violating, ...others]) {
    bringBack(placed);
    if (attempt.fits(left) === undefined) continue;
    remove(placed);
    victims.push(placed);
  }
  for (const placed of victims) attempt.podAdded(placed, node.node);
  return {
    nodeName: node.name,
    victims: victims.sort(byImportance).map(({ pod }) => pod),
    violations: victims.filter((placed) => violating.includes(placed)).length,
  };
}

/** A higher priority is more important; among equals the Pod that has run for longer. */
function byImportance({ pod: a }: PlacedPod, { pod: b }: PlacedPod): number {
  const difference = (b.spec.priority ?? 0) - (a.spec.priority ?? 0);
  return difference === 0 ? startOf(a) - startOf(b) : difference;
}

/** When a Pod was started, in milliseconds; what has not is the latest. */
export function startOf({ status }: Pod): number {
  return status?.startTime === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(status.startTime);
}
