import type { ResourceAmounts } from '../pods/pod-resources.js';
import { Quantity } from '../quantity/quantity.js';
import { isExtendedResource, isHugePages } from '../validation/resource-names.js';

type Amounts = Record<string, Quantity | string>;

const overcommitted = ['cpu', 'memory', 'ephemeral-storage'];

/** What requests and limits, of a container or of a Pod, count as under the names that quotas have for them. */
export function computeUsage({
  requests = {},
  limits = {},
}: {
  requests?: Amounts;
  limits?: Amounts;
}): ResourceAmounts {
  const usage: ResourceAmounts = {};
  for (const [name, amount] of Object.entries(requests)) {
    const requested = Quantity.of(amount);
    if (overcommitted.includes(name) || isHugePages(name)) usage[name] = requested;
    if (overcommitted.includes(name) || isHugePages(name) || isExtendedResource(name)) {
      usage[`requests.${name}`] = requested;
    }
  }
  for (const [name, amount] of Object.entries(limits)) {
    if (overcommitted.includes(name)) usage[`limits.${name}`] = Quantity.of(amount);
  }
  return usage;
}
