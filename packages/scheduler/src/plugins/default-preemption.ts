import { findCondition, type Pod } from '@sampan/api';
import { countReasons, fitErrorMessage } from '../framework/fit-error.js';
import type { Handle } from '../framework/handle.js';
import type { FailedAttempt, Plugin } from '../framework/plugin.js';
import type { Refusal } from '../framework/refusal.js';
import type { NodeInfo } from '../state/node-info.js';
import { evictVictims } from './preemption/evict-victims.js';
import { pickCandidate } from './preemption/pick-candidate.js';
import { type Candidate, selectVictims } from './preemption/select-victims.js';

export interface DefaultPreemptionArgs {
  /** How many of the nodes where it could help are tried at least: in percent, and in number. */
  readonly minCandidateNodesPercentage?: number;
  readonly minCandidateNodesAbsolute?: number;
}

/**
 * Makes room for a Pod by having Pods of lower priority go. The Pod is nominated for the node: it waits until they have
 * ended, and others of no higher priority leave it the room.
 */
export function defaultPreemption(args: DefaultPreemptionArgs, handle: Handle): Plugin {
  const { minCandidateNodesPercentage = 10, minCandidateNodesAbsolute = 100 } = args;
  return {
    name: 'DefaultPreemption',
    postFilter(attempt) {
      const ineligible = ineligibilityOf(attempt);
      if (ineligible !== undefined) return { message: `preemption: ${ineligible}` };
      const { candidates, refusals } = findCandidates(attempt, (count) =>
        Math.min(Math.max(Math.floor((count * minCandidateNodesPercentage) / 100), minCandidateNodesAbsolute), count),
      );
      const best = pickCandidate(candidates);
      if (best === undefined) return { nominate: '', message: `preemption: ${failure(attempt, refusals)}` };
      return { nominate: best.nodeName, perform: () => evictVictims(best, attempt.pod, handle) };
    },
  };
}

/** Why the Pod may not have others go, in upstream's words. */
function ineligibilityOf({ pod, snapshot, refusals }: FailedAttempt): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = snapshot.node(snapshot.nominations.nodeOf(pod.metadata.uid ?? ''));
  // Where it cannot go any more it does not wait.
  if (nominated === undefined || refusals.get(nominated)?.unresolvable) return undefined;
  for (const placed of nominated.pods.values()) {
    if ((placed.pod.spec.priority ?? 0) < (pod.spec.priority ?? 0) && isLeaving(placed.pod)) {
      return 'not eligible due to a terminating pod on the nominated node.';
    }
  }
  return undefined;
}

/** Whether a Pod is about to end because the scheduler said so. */
function isLeaving({ metadata, status }: Pod): boolean {
  const condition = findCondition(status?.conditions, 'DisruptionTarget');
  const byScheduler = condition?.status === 'True' && condition.reason === 'PreemptionByScheduler';
  return metadata.deletionTimestamp !== undefined && byScheduler;
}

/** Tries nodes, from a random one on, until there are enough candidates and one of them violates no budget. */
function findCandidates(
  attempt: FailedAttempt,
  enoughOf: (nodeCount: number) => number,
): { candidates: Candidate[]; refusals: Map<NodeInfo, Refusal> } {
  const { snapshot } = attempt;
  const nodes = snapshot.nodes.filter((node) => (attempt.refusals.get(node) ?? attempt.others)?.unresolvable === false);
  const budgets = [...snapshot.budgets.all()];
  const enough = enoughOf(nodes.length);
  const offset = Math.floor(attempt.random() * nodes.length);
  const candidates: Candidate[] = [];
  const refusals = new Map<NodeInfo, Refusal>();
  let harmless = 0;
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[(offset + index) % nodes.length] as NodeInfo;
    const result = selectVictims(attempt, node, budgets);
    if (!('victims' in result)) {
      refusals.set(node, result);
      continue;
    }
    candidates.push(result);
    if (result.violations === 0) harmless++;
    if (harmless > 0 && candidates.length >= enough) break;
  }
  return { candidates, refusals };
}

function failure({ snapshot }: FailedAttempt, refusals: ReadonlyMap<NodeInfo, Refusal>): string {
  const nodeCount = snapshot.nodes.length;
  const others = { count: nodeCount - refusals.size, reasons: ['Preemption is not helpful for scheduling'] };
  return fitErrorMessage({ nodeCount, reasons: countReasons(refusals.values(), others) });
}
