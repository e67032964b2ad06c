import type { Taint, Toleration } from '../generated/types.js';

/** Whether `toleration` tolerates `taint`, by the rules of `core/v1 Toleration`: what it does not name is any. */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = 'Equal', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (key !== '' && value === (taint.value ?? ''));
}

/** Whether one of `tolerations` tolerates `taint`. */
export function isTaintTolerated(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations?.some((toleration) => toleratesTaint(toleration, taint)) ?? false;
}

/** The first of a node's taints that keeps a Pod away which has these tolerations. */
export function untoleratedTaint(
  tolerations: readonly Toleration[] | undefined,
  taints: readonly Taint[] = [],
): Taint | undefined {
  return taints.find(
    (taint) => (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') && !isTaintTolerated(tolerations, taint),
  );
}
