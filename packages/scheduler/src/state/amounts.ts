import { type PodSpec, podRequests, Quantity, type ResourceAmounts } from '@sampan/api';

/** Amounts of resources as plain numbers, cpu in thousandths, all else in units: what is added up a million times. */
export type Amounts = Readonly<Record<string, number>>;

/** What a Pod asks for, with one of `pods` for its own place on the node. */
export function requestsOf(spec: PodSpec): Amounts {
  return { ...toNumbers(podRequests(spec)), pods: 1 };
}

/** What a node has to give: `status.allocatable`. */
export function allocatableOf(allocatable: Record<string, string> | undefined): Amounts {
  return toNumbers(
    Object.fromEntries(Object.entries(allocatable ?? {}).map(([name, amount]) => [name, Quantity.parse(amount)])),
  );
}

/** The amount of one resource as it enters sums. */
function toNumbers(amounts: ResourceAmounts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, name === 'cpu' ? amount.toMilli() : amount.toNumber()]),
  );
}
