import { findCondition, type Pod } from '@sampan/api';
import type { PodMetrics } from './readings.js';
import type { AutoscalerSettings } from './settings.js';

/** The Pods of a target, by what is made of them; the last two by name. */
export interface PodGroups {
  /** How many count as they are measured. */
  readonly ready: number;
  /** Not ready yet: what they are measured at says nothing. */
  readonly unready: readonly string[];
  /** Nothing was measured of them. */
  readonly missing: readonly string[];
  /** What is measured of the ready ones. */
  readonly measured: PodMetrics;
}

/**
 * kube-controller-manager's `groupPods`: Pods that end or have failed are left out, pending ones are not ready, and CPU time
 * counts only once a Pod has started up (by its readiness, by `settings` and by the window of the measurement).
 */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetrics,
  { resource, settings, now }: { resource: string; settings: AutoscalerSettings; now: number },
): PodGroups {
  const unready: string[] = [];
  const missing: string[] = [];
  const measured = new Map(metrics);
  let ready = 0;
  for (const pod of pods) {
    const name = pod.metadata.name ?? '';
    const metric = metrics.get(name);
    if (pod.metadata.deletionTimestamp !== undefined || pod.status?.phase === 'Failed') {
      measured.delete(name);
    } else if (pod.status?.phase === 'Pending') {
      unready.push(name);
      measured.delete(name);
    } else if (metric === undefined) {
      missing.push(name);
    } else if (resource === 'cpu' && isStarting(pod, metric, settings, now)) {
      unready.push(name);
      measured.delete(name);
    } else {
      ready++;
    }
  }
  return { ready, unready, missing, measured };
}

function isStarting(
  { status }: Pod,
  { timestamp, window }: { timestamp: number; window: number },
  { cpuInitializationPeriod, initialReadinessDelay }: AutoscalerSettings,
  now: number,
): boolean {
  const condition = findCondition(status?.conditions, 'Ready');
  if (condition === undefined || status?.startTime === undefined) return true;
  const started = Date.parse(status.startTime);
  const changed = Date.parse(condition.lastTransitionTime ?? '') || 0;
  if (started + cpuInitializationPeriod > now) return condition.status === 'False' || timestamp < changed + window;
  return condition.status === 'False' && started + initialReadinessDelay > changed;
}
