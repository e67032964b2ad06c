import type { Pod } from '@sampan/api';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo } from '../state/node-info.js';
import type { Profile } from './profile.js';

/** The node that suits best of those that fit; `random`, in [0, 1), decides among equals. */
export function bestNode(
  feasible: readonly NodeInfo[],
  pod: Pod,
  { snapshot, profile, random }: { snapshot: Snapshot; profile: Profile; random: () => number },
): NodeInfo {
  if (feasible.length === 1) return feasible[0] as NodeInfo;
  const totals = new Array<number>(feasible.length).fill(0);
  for (const plugin of profile.points.score) {
    const scorer = plugin.preScore?.(pod, feasible, snapshot);
    if (scorer === undefined) continue;
    const weight = profile.weights.get(plugin.name) ?? 1;
    const scores = feasible.map(scorer.score);
    scorer.normalize?.(scores);
    for (let index = 0; index < scores.length; index++) {
      totals[index] = (totals[index] ?? 0) + weight * (scores[index] ?? 0);
    }
  }
  let best = Number.NEGATIVE_INFINITY;
  for (const total of totals) if (total > best) best = total;
  const winners = feasible.filter((_, index) => totals[index] === best);
  return winners[Math.floor(random() * winners.length)] as NodeInfo;
}
