import type { LabelSelector, Pod, PodAffinityTerm } from '@sampan/api';

/**
 * Says in the selectors of a new Pod what its `matchLabelKeys` and `mismatchLabelKeys` mean: Pods that have, or have not, the
 * same values as this one has now. Whoever reads the selectors need not know of the keys.
 */
export function mergeLabelKeys({ metadata, spec }: Pod): void {
  const labels = metadata.labels ?? {};
  for (const term of affinityTermsOf(spec)) {
    merge(term.labelSelector, 'In', { keys: term.matchLabelKeys, labels });
    merge(term.labelSelector, 'NotIn', { keys: term.mismatchLabelKeys, labels });
  }
  for (const { labelSelector, matchLabelKeys } of spec.topologySpreadConstraints ?? []) {
    merge(labelSelector, 'In', { keys: matchLabelKeys, labels });
  }
}

function affinityTermsOf({ affinity }: Pod['spec']): PodAffinityTerm[] {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((rules) => [
    ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
}

/** Labels that the Pod does not have are passed over. */
function merge(
  selector: LabelSelector | undefined,
  operator: 'In' | 'NotIn',
  { keys = [], labels }: { keys: string[] | undefined; labels: Record<string, string> },
): void {
  if (selector === undefined) return;
  const added = keys.flatMap((key) => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
  if (added.length > 0) selector.matchExpressions = [...(selector.matchExpressions ?? []), ...added];
}
