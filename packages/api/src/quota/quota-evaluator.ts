import type { ScopedResourceSelectorRequirement } from '../generated/types.js';
import type { KubernetesObject } from '../kubernetes-object.js';
import type { ResourceAmounts } from '../pods/pod-resources.js';
import { Quantity } from '../quantity/quantity.js';
import { claimEvaluator } from './claim-evaluator.js';
import { podEvaluator } from './pod-evaluator.js';
import { serviceEvaluator } from './service-evaluator.js';

/** How a quota measures the objects of one resource (`pkg/quota/v1` of Kubernetes). */
export interface QuotaEvaluator<T extends KubernetesObject = KubernetesObject> {
  /** Whether a name in a quota's `hard` measures this resource. */
  measures(name: string): boolean;
  /** What one object takes, by all names that may be in `hard`. `now` in milliseconds. */
  usage(object: T, now: number): ResourceAmounts;
  /** Whether a quota with this scope counts the object. */
  isInScope(object: T, scope: ScopedResourceSelectorRequirement): boolean;
}

/** A resource by its group and plural. */
export interface QuotaResource {
  readonly group: string;
  readonly plural: string;
}

/** Resources of the core group whose number has a name of its own beside `count/…`. */
const counted = new Set(['configmaps', 'replicationcontrollers', 'resourcequotas', 'secrets']);

const evaluators: Readonly<Record<string, QuotaEvaluator>> = {
  pods: podEvaluator as QuotaEvaluator,
  services: serviceEvaluator as QuotaEvaluator,
  persistentvolumeclaims: claimEvaluator as QuotaEvaluator,
};

/** The evaluator of a resource; of most, the number of objects is all that counts. */
export function quotaEvaluator(resource: QuotaResource): QuotaEvaluator {
  const own = resource.group === '' && Object.hasOwn(evaluators, resource.plural) && evaluators[resource.plural];
  return own || countEvaluator(resource);
}

/** `count/deployments.apps`. */
export function countName({ group, plural }: QuotaResource): string {
  return `count/${plural}${group === '' ? '' : `.${group}`}`;
}

function countEvaluator(resource: QuotaResource): QuotaEvaluator {
  const names = [countName(resource)];
  if (resource.group === '' && counted.has(resource.plural)) names.push(resource.plural);
  const one = Quantity.fromNumber(1);
  const usage = Object.fromEntries(names.map((name) => [name, one]));
  return { measures: (name) => names.includes(name), usage: () => usage, isInScope: () => false };
}
