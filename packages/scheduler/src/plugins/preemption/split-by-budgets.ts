import { labelSelectorAsSelector, type PodDisruptionBudget } from '@sampan/api';
import type { PlacedPod } from '../../state/node-info.js';

/** Splits Pods by whether a PodDisruptionBudget would be violated if they all went, in this order. */
export function splitByBudgets(
  pods: readonly PlacedPod[],
  budgets: readonly PodDisruptionBudget[],
): { violating: PlacedPod[]; others: PlacedPod[] } {
  const counted = budgets.map(({ metadata, spec, status }) => ({
    namespace: metadata.namespace,
    selector: labelSelectorAsSelector(spec?.selector),
    disrupted: status?.disruptedPods ?? {},
    allowed: status?.disruptionsAllowed ?? 0,
  }));
  const violating: PlacedPod[] = [];
  const others: PlacedPod[] = [];
  for (const placed of pods) {
    const { namespace, name = '', labels } = placed.pod.metadata;
    let violated = false;
    for (const budget of counted) {
      if (budget.namespace !== namespace || budget.selector.empty || !budget.selector.matches(labels)) continue;
      // The server has counted it already.
      if (Object.hasOwn(budget.disrupted, name)) continue;
      budget.allowed--;
      if (budget.allowed < 0) violated = true;
    }
    (violated ? violating : others).push(placed);
  }
  return { violating, others };
}
