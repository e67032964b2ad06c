import {
  addAmounts,
  amountsBeyond,
  formatAmounts,
  isNotFound,
  parseAmounts,
  type ResourceAmounts,
  type ResourceQuota,
} from '@sampan/api';
import type { AdmissionRequest, Settle } from '../../admission-plugin.js';
import { rejected } from '../../rejected.js';
import { type Charge, exceeded, ofQuota } from './plan-charges.js';

/** Charges quotas, and knows what is charged and not yet written. */
export interface Charges {
  /** Charges all of them or none; throws where one has no room any more. */
  take(request: AdmissionRequest, charges: readonly Charge[]): Promise<Settle>;
  /** Whether something is charged to the quota with this uid that may or may not be written. */
  areUnderWay(uid: string): boolean;
}

export function createCharges(): Charges {
  const underWay = new Map<string, number>();

  function count(uid: string, change: 1 | -1): void {
    const left = (underWay.get(uid) ?? 0) + change;
    if (left > 0) underWay.set(uid, left);
    else underWay.delete(uid);
  }

  /** The charge as it was taken; undefined where the quota has gone meanwhile. */
  async function takeOne(request: AdmissionRequest, { quota, usage }: Charge): Promise<Charge | undefined> {
    let taken: ResourceAmounts = {};
    count(uidOf(quota), 1);
    try {
      await changeUsed(request, quota, (current) => {
        taken = ofQuota(usage, current);
        const refusal = exceeded({ quota: current, usage: taken });
        if (refusal !== undefined) throw rejected(request, refusal);
        return addAmounts(usedOf(current), taken);
      });
      return { quota, usage: taken };
    } catch (error) {
      count(uidOf(quota), -1);
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async function settle(request: AdmissionRequest, { quota, usage }: Charge, written: boolean): Promise<void> {
    try {
      if (written) return;
      await changeUsed(request, quota, (current) => {
        const used = usedOf(current);
        return { ...used, ...amountsBeyond(used, ofQuota(usage, current)) };
      });
    } catch (error) {
      // What is not given back is found by who counts anew.
      if (!isNotFound(error)) request.server.logError(error);
    } finally {
      count(uidOf(quota), -1);
    }
  }

  return {
    async take(request, charges) {
      const taken: Charge[] = [];
      const settleAll: Settle = async (written) => {
        for (const charge of taken) await settle(request, charge, written);
      };
      try {
        for (const charge of charges) {
          const one = await takeOne(request, charge);
          if (one !== undefined) taken.push(one);
        }
      } catch (error) {
        await settleAll(false);
        throw error;
      }
      return settleAll;
    },
    areUnderWay: (uid) => underWay.has(uid),
  };
}

function uidOf({ metadata }: ResourceQuota): string {
  return metadata.uid ?? '';
}

function usedOf({ status }: ResourceQuota): ResourceAmounts {
  return parseAmounts(status?.used);
}

async function changeUsed(
  { server }: AdmissionRequest,
  { metadata }: ResourceQuota,
  change: (current: ResourceQuota) => ResourceAmounts,
): Promise<void> {
  const { namespace = '', name = '' } = metadata;
  const write = (current: ResourceQuota) => {
    // Another quota with its name has nothing to do with the charge.
    if (current.metadata.uid !== metadata.uid) return current;
    return { ...current, status: { ...current.status, used: formatAmounts(change(current)) } };
  };
  await server.objects.resourceQuotas.update({ namespace, name }, write, { subresource: 'status' });
}
