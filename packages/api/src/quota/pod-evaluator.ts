import type { Pod, PodAffinityTerm, ScopedResourceSelectorRequirement } from '../generated/types.js';
import { heldSpec } from '../pods/held-resources.js';
import { podLimits, podRequests } from '../pods/pod-resources.js';
import { isPodTerminal } from '../pods/pod-state.js';
import { qosClass } from '../pods/qos-class.js';
import { Quantity } from '../quantity/quantity.js';
import { isHugePages, isNativeResource } from '../validation/resource-names.js';
import { computeUsage } from './compute-usage.js';
import type { QuotaEvaluator } from './quota-evaluator.js';
import { matchesValue } from './quota-scopes.js';

const podCount = 'count/pods';
const standard = ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);
const names = new Set([podCount, 'pods', ...standard]);
const one = Quantity.fromNumber(1);

/** Pods count by number and by what they ask for, until they have ended. */
export const podEvaluator: QuotaEvaluator<Pod> = {
  measures: (name) => names.has(name) || isHugePages(name.replace(/^requests\./, '')) || isRequestOfOthers(name),
  usage(pod, now) {
    if (!isCharged(pod, now)) return { [podCount]: one };
    const held = heldSpec(pod);
    const amounts = { requests: podRequests(held), limits: podLimits(held) };
    return { [podCount]: one, pods: one, ...computeUsage(amounts) };
  },
  isInScope,
};

/** Extended resources are only measured as requests: nobody can have less of them than the limit. */
function isRequestOfOthers(name: string): boolean {
  return name.startsWith('requests.') && !isNativeResource(name);
}

/** A Pod takes nothing any more when it has ended, or should have gone. */
function isCharged(pod: Pod, now: number): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (isPodTerminal(pod)) return false;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1_000 >= now;
}

function isInScope(pod: Pod, scope: ScopedResourceSelectorRequirement): boolean {
  const { spec } = pod;
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort';
    case 'PriorityClass':
      return matchesValue(scope, spec.priorityClassName);
    case 'CrossNamespacePodAffinity':
      return affinityTerms(pod).some(({ namespaces = [], namespaceSelector }) => {
        return namespaces.length > 0 || namespaceSelector !== undefined;
      });
    default:
      return false;
  }
}

function isTerminating({ spec }: Pod): boolean {
  return (spec.activeDeadlineSeconds ?? -1) >= 0;
}

function affinityTerms({ spec }: Pod): PodAffinityTerm[] {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  return [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
  ]);
}
