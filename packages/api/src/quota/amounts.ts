import type { ResourceAmounts } from '../pods/pod-resources.js';
import { Quantity } from '../quantity/quantity.js';

/** `amounts` and `more` together; what only one of them has stays as it is. */
export function addAmounts(amounts: ResourceAmounts, more: ResourceAmounts): ResourceAmounts {
  const total = { ...amounts };
  for (const [name, amount] of Object.entries(more)) total[name] = (total[name] ?? Quantity.zero).add(amount);
  return total;
}

/** What of `amounts` is beyond `less`; nothing is below zero. */
export function amountsBeyond(amounts: ResourceAmounts, less: ResourceAmounts): ResourceAmounts {
  const rest: ResourceAmounts = {};
  for (const [name, amount] of Object.entries(amounts)) {
    const difference = amount.sub(less[name] ?? Quantity.zero);
    rest[name] = difference.compare(Quantity.zero) < 0 ? Quantity.zero : difference;
  }
  return rest;
}

/** The amounts that `keep` wants. */
export function someAmounts(amounts: ResourceAmounts, keep: (name: string) => boolean): ResourceAmounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => keep(name)));
}

/** Amounts as an object says them. */
export function parseAmounts(amounts: Readonly<Record<string, string>> = {}): ResourceAmounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, Quantity.parse(amount)]));
}

/** Amounts as an object says them. */
export function formatAmounts(amounts: ResourceAmounts): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount.toString()]));
}
