import {
  addAmounts,
  amountsBeyond,
  type KubernetesObject,
  type Pod,
  parseAmounts,
  type QuotaEvaluator,
  quotaCounts,
  type ResourceAmounts,
  type ResourceQuota,
  someAmounts,
} from '@sampan/api';
import { unspecified } from './unspecified.js';

/** What is written, and how it counts. */
export interface Measured {
  readonly evaluator: QuotaEvaluator;
  readonly object: KubernetesObject;
  /** What it was before; absent where it is new. */
  readonly oldObject?: KubernetesObject;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What one quota is to be charged. */
export interface Charge {
  readonly quota: ResourceQuota;
  readonly usage: ResourceAmounts;
}

/** What a write takes of which quotas, in the order of their names; or why it may not be, in kube-apiserver's words. */
export function planCharges(
  quotas: readonly ResourceQuota[],
  measured: Measured,
): { charges: Charge[] } | { refusal: string } {
  const { evaluator, object } = measured;
  const concerned = [...quotas].sort(byName).flatMap((quota) => {
    const names = Object.keys(quota.status?.hard ?? {}).filter(evaluator.measures);
    return names.length > 0 && quotaCounts(quota, evaluator, object) ? [{ quota, names }] : [];
  });
  for (const { quota, names } of concerned) {
    const missing = object.kind === 'Pod' ? unspecified(object as Pod, names) : undefined;
    if (missing !== undefined) return { refusal: `failed quota: ${quota.metadata.name}: must specify ${missing}` };
    if (names.some((name) => quota.status?.used?.[name] === undefined)) {
      const resources = names.sort().join(',');
      return { refusal: `status unknown for quota: ${quota.metadata.name}, resources: ${resources}` };
    }
  }
  const usage = addedUsage(measured);
  if (isNothing(usage)) return { charges: [] };
  const charges = concerned.map(({ quota }) => ({ quota, usage: ofQuota(usage, quota) }));
  const refusal = charges.map((charge) => exceeded(charge)).find((text) => text !== undefined);
  return refusal === undefined ? { charges: charges.filter((charge) => !isNothing(charge.usage)) } : { refusal };
}

/** Why a quota has no room for a charge; undefined: it has. */
export function exceeded({ quota, usage }: Charge): string | undefined {
  const { hard = {}, used = {} } = quota.status ?? {};
  const total = addAmounts(parseAmounts(used), usage);
  const over = Object.keys(usage).filter((name) => {
    const most = hard[name];
    return most !== undefined && (total[name]?.compare(most) ?? 0) > 0;
  });
  if (over.length === 0) return undefined;
  const shown = (amounts: Readonly<Record<string, { toString(): string }>>) => {
    const known = over.sort().filter((name) => amounts[name] !== undefined);
    return known.map((name) => `${name}=${amounts[name]}`).join(',');
  };
  const { name } = quota.metadata;
  return `exceeded quota: ${name}, requested: ${shown(usage)}, used: ${shown(used)}, limited: ${shown(hard)}`;
}

/** What of a usage a quota limits. */
export function ofQuota(usage: ResourceAmounts, { status }: ResourceQuota): ResourceAmounts {
  return someAmounts(usage, (name) => status?.hard?.[name] !== undefined);
}

/** What the object takes, or takes more than before. */
function addedUsage({ evaluator, object, oldObject, now }: Measured): ResourceAmounts {
  const usage = evaluator.usage(object, now);
  return oldObject === undefined ? usage : amountsBeyond(usage, evaluator.usage(oldObject, now));
}

function isNothing(usage: ResourceAmounts): boolean {
  return Object.values(usage).every((amount) => amount.isZero());
}

function byName(a: ResourceQuota, b: ResourceQuota): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
