import {
  addAmounts,
  deepEqual,
  formatAmounts,
  type KubernetesObject,
  parseAmounts,
  Quantity,
  type QuotaEvaluator,
  quotaCounts,
  type ResourceAmounts,
  type ResourceQuota,
  type ResourceQuotaStatus,
} from '@sampan/api';

/** All objects of one resource in the quota's namespace. */
export interface Census {
  readonly evaluator: QuotaEvaluator;
  readonly objects: readonly KubernetesObject[];
}

/**
 * The status that a quota is to have: its limits as they are now, and what is taken of them; undefined: it has it. What
 * nobody measures stays as it was. `now` in milliseconds.
 */
export function planStatus(quota: ResourceQuota, censuses: readonly Census[], now: number) {
  const hard = quota.spec?.hard ?? {};
  const known = parseAmounts(quota.status?.used);
  const measured = censuses.map((census) => usedOf(quota, census, now)).reduce(addAmounts, {});
  const used: ResourceAmounts = {};
  for (const name of Object.keys(hard)) {
    const amount = measured[name] ?? known[name];
    if (amount !== undefined) used[name] = amount;
  }
  const status: ResourceQuotaStatus = { hard, used: formatAmounts(used) };
  return deepEqual(status, quota.status) ? undefined : status;
}

/** Whether less is taken by `next` than is charged by `status`, of anything. */
export function isLess(next: ResourceQuotaStatus, status: ResourceQuotaStatus | undefined): boolean {
  return Object.entries(status?.used ?? {}).some(([name, charged]) => {
    const amount = next.used?.[name];
    return amount === undefined || Quantity.parse(amount).compare(charged) < 0;
  });
}

/** What the objects that the quota counts take together, by those names of its limits that measure them. */
function usedOf(quota: ResourceQuota, { evaluator, objects }: Census, now: number): ResourceAmounts {
  const names = Object.keys(quota.spec?.hard ?? {}).filter(evaluator.measures);
  const total = Object.fromEntries(names.map((name) => [name, Quantity.zero]));
  for (const object of objects) {
    if (!quotaCounts(quota, evaluator, object)) continue;
    const usage = evaluator.usage(object, now);
    for (const name of names) total[name] = (total[name] ?? Quantity.zero).add(usage[name] ?? Quantity.zero);
  }
  return total;
}
