import { deepEqual, type KubernetesObject, type LabelSelector, type PodDisruptionBudget } from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';

const key = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';
const matchAll: LabelSelector = {};
/** A label that no Pod has: what `{}` meant in policy/v1beta1, said in policy/v1. */
const matchNone: LabelSelector = { matchExpressions: [{ key, operator: 'Exists' }] };
/** The same label: what `{}` means in policy/v1, said in policy/v1beta1. */
const matchAllThen: LabelSelector = { matchExpressions: [{ key, operator: 'DoesNotExist' }] };

/** The empty selector selected nothing; today it selects everything. */
export const formerBudgets: Record<string, ResourceVersion<PodDisruptionBudget>> = {
  'policy/v1beta1': {
    lifecycle: { introduced: '1.5', deprecated: '1.21', removed: '1.25' },
    fromHub: (budget) =>
      withSelector(budget, 'policy/v1beta1', [
        [matchNone, matchAll],
        [matchAll, matchAllThen],
      ]),
    toHub: (object) =>
      withSelector(object as PodDisruptionBudget, 'policy/v1', [
        [matchAllThen, matchAll],
        [matchAll, matchNone],
      ]) as PodDisruptionBudget,
  },
};

function withSelector(
  budget: PodDisruptionBudget,
  apiVersion: string,
  meanings: readonly [LabelSelector, LabelSelector][],
): KubernetesObject {
  const { spec, ...same } = budget;
  const [, selector] = meanings.find(([from]) => deepEqual(from, spec?.selector)) ?? [];
  return { ...same, apiVersion, ...(spec && { spec: selector === undefined ? spec : { ...spec, selector } }) };
}
