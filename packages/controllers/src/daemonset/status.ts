import { type DaemonSetStatus, isPodAvailable, isPodReady } from '@sampan/api';
import { isUpdated, nodeOf } from './daemon-pod.js';
import { fitOf } from './node-fit.js';
import { firstThatCounts, type Observation } from './plan.js';

/** The status that a DaemonSet should have: nodes are counted, each by the first of its Pods. */
export function daemonSetStatus({ set, nodes, pods, hash, now }: Observation): DaemonSetStatus {
  const first = new Map(
    [...pods]
      .sort(firstThatCounts)
      .reverse()
      .map((pod) => [nodeOf(pod), pod]),
  );
  const seen = nodes.map((node) => ({ pod: first.get(node.metadata.name ?? ''), ...fitOf(set, node) }));
  const wanted = seen.filter(({ shouldRun }) => shouldRun);
  const served = wanted.flatMap(({ pod }) => pod ?? []);
  const available = served.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now));
  const { conditions, collisionCount } = set.status ?? {};
  return {
    currentNumberScheduled: served.length,
    numberMisscheduled: seen.filter(({ shouldRun, pod }) => !shouldRun && pod !== undefined).length,
    desiredNumberScheduled: wanted.length,
    numberReady: served.filter(isPodReady).length,
    observedGeneration: set.metadata.generation ?? 0,
    updatedNumberScheduled: served.filter((pod) => isUpdated(pod, set, hash)).length,
    numberAvailable: available.length,
    numberUnavailable: wanted.length - available.length,
    ...(conditions && { conditions }),
    ...(collisionCount !== undefined && { collisionCount }),
  };
}
