import {
  type Container,
  type Pod,
  podRequests,
  Quantity,
  type ResourceAmounts,
  type ResourceRequirements,
} from '@sampan/api';
import type { Allocatable } from '../environment/resource-field-ref.js';

/** Why a pod does not get what it asks for now: not as long as others have it, or never on this node. */
export interface ResizePending {
  reason: 'Deferred' | 'Infeasible';
  message: string;
}

/** Whether the node can give the pod what its spec asks for; undefined where it can. The words are the kubelet's. */
export function whyNoResize(
  { spec }: Pod,
  { allocatable, others }: { allocatable: Allocatable; others: ResourceAmounts },
): ResizePending | undefined {
  const requests = podRequests(spec);
  const sums = (['cpu', 'memory'] as const).map((name) => ({
    name,
    requested: numberOf(name, requests[name]),
    used: numberOf(name, others[name]),
    capacity: numberOf(name, Quantity.of(allocatable[name] ?? '0')),
  }));
  // Memory is named before cpu where neither is enough.
  const beyond = sums.toReversed().find(({ requested, capacity }) => requested > capacity);
  if (beyond !== undefined) {
    const { name, requested, capacity } = beyond;
    const message = `Node didn't have enough capacity: ${name}, requested: ${requested}, capacity: ${capacity}`;
    return { reason: 'Infeasible', message };
  }
  const short = sums.find(({ requested, used, capacity }) => requested > 0 && requested + used > capacity);
  if (short === undefined) return undefined;
  const { name, requested, used, capacity } = short;
  const amounts = `${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: 'Deferred', message: `Node didn't have enough resource: ${amounts}` };
}

/** Whether a container takes on these resources only by a restart, by its `resizePolicy`. */
export function needsRestart(
  { resizePolicy = [] }: Container,
  before: ResourceRequirements,
  after: ResourceRequirements,
): boolean {
  return resizePolicy.some(({ resourceName, restartPolicy }) => {
    const isSame = (['requests', 'limits'] as const).every(
      (kind) => before[kind]?.[resourceName] === after[kind]?.[resourceName],
    );
    return restartPolicy === 'RestartContainer' && !isSame;
  });
}

/** Thousandths of a processor, bytes of memory. */
function numberOf(name: 'cpu' | 'memory', amount: Quantity = Quantity.zero): number {
  return name === 'cpu' ? amount.toMilli() : amount.toNumber();
}
