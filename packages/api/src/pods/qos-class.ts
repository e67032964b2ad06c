import type { PodSpec } from '../generated/types.js';
import { Quantity } from '../quantity/quantity.js';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const qosResources = ['cpu', 'memory'];

interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/**
 * The Pod's quality of service: Guaranteed where every container has limits for cpu and memory that equal its requests,
 * BestEffort where none has either, Burstable between. Resources of the Pod as a whole decide alone where they are given.
 */
export function qosClass(spec: PodSpec): QosClass {
  const all: (Resources | undefined)[] = hasResources(spec.resources)
    ? [spec.resources]
    : [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources);
  const requests = all.map((resources) => positive(resources?.requests));
  const limits = all.map((resources) => positive(resources?.limits));
  if ([...requests, ...limits].every((amounts) => amounts.size === 0)) return 'BestEffort';
  const everyLimit = limits.every((amounts) => amounts.size === qosResources.length);
  const equal = qosResources.every((name) => {
    const requested = sum(requests, name);
    return !requested.isZero() && requested.equals(sum(limits, name));
  });
  return everyLimit && equal ? 'Guaranteed' : 'Burstable';
}

function hasResources(resources: Resources | undefined): boolean {
  return [...Object.keys(resources?.requests ?? {}), ...Object.keys(resources?.limits ?? {})].length > 0;
}

function positive(amounts: Record<string, string> | undefined): Map<string, Quantity> {
  const found = Object.entries(amounts ?? {})
    .filter(([name]) => qosResources.includes(name))
    .map(([name, amount]) => [name, Quantity.parse(amount)] as const);
  return new Map(found.filter(([, amount]) => amount.compare(Quantity.zero) > 0));
}

function sum(all: Map<string, Quantity>[], name: string): Quantity {
  return Quantity.sum(all.map((amounts) => amounts.get(name) ?? Quantity.zero));
}
