import { formatLabelSelector, type PodDisruptionBudget } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent } from './lines.js';
import { nameLines } from './parts/metadata.js';

export const podDisruptionBudgetDescriber = defineDescriber<PodDisruptionBudget>({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  async describe(budget, context) {
    const { spec, status } = budget;
    const counts = [
      field('Allowed disruptions', status?.disruptionsAllowed ?? 0),
      field('Current', status?.currentHealthy ?? 0),
      field('Desired', status?.desiredHealthy ?? 0),
      field('Total', status?.expectedPods ?? 0),
    ];
    return [
      ...nameLines(budget),
      ...limitLines(budget),
      field('Selector', spec?.selector ? formatLabelSelector(spec.selector) : '<unset>'),
      'Status:',
      ...indent(counts, 2),
      ...(await context.eventLines(budget)),
    ];
  },
});

function limitLines({ spec }: PodDisruptionBudget): string[] {
  if (spec?.minAvailable !== undefined) return [field('Min available', spec.minAvailable)];
  return spec?.maxUnavailable === undefined ? [] : [field('Max unavailable', spec.maxUnavailable)];
}
