import type { V2HorizontalPodAutoscalerBehavior, V2HPAScalingPolicy, V2HPAScalingRules } from '@sampan/api';
import { changedWithin, type History, withRecommendation } from './history.js';

/** What a recommendation is held against. */
export interface Bounds {
  readonly current: number;
  readonly min: number;
  readonly max: number;
  readonly behavior: V2HorizontalPodAutoscalerBehavior | undefined;
  /** Milliseconds: for how long the highest recommendation counts where the behaviour does not say. */
  readonly downscaleStabilization: number;
  readonly now: number;
}

/** Why something is as it is, in kube-controller-manager's words. */
export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

/** What is done of what was recommended. */
export interface Limited {
  readonly replicas: number;
  /** Whether earlier recommendations count more than this one; of the condition AbleToScale. */
  readonly stabilized: Verdict;
  /** Whether bounds or rates hold it back; of the condition ScalingLimited. */
  readonly limited: Verdict & { readonly holds: boolean };
  readonly history: History;
}

/** Stabilises a recommendation, and keeps it within bounds and rates. */
export function limit(recommended: number, history: History, bounds: Bounds): Limited {
  const { behavior } = bounds;
  const {
    replicas: stable,
    verdict,
    window,
  } = behavior === undefined ? stabilizeDown(recommended, history, bounds) : stabilize(recommended, history, bounds);
  const { replicas, ...limited } =
    behavior === undefined ? limitByDefault(stable, bounds) : limitByBehavior(stable, history, bounds);
  return {
    replicas,
    stabilized:
      stable === recommended
        ? { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }
        : verdict,
    limited: { ...limited, holds: replicas !== stable },
    history: withRecommendation(history, recommended, { now: bounds.now, window }),
  };
}

const lowered: Verdict = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const raised: Verdict = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

interface Stabilized {
  readonly replicas: number;
  readonly verdict: Verdict;
  /** For how long recommendations are of use, in milliseconds. */
  readonly window: number;
}

function stabilizeDown(recommended: number, { recommendations }: History, bounds: Bounds): Stabilized {
  const { now, downscaleStabilization: window } = bounds;
  const recent = recommendations.filter(({ time }) => time >= now - window);
  return { replicas: Math.max(recommended, ...recent.map(({ replicas }) => replicas)), verdict: lowered, window };
}

/** Up to the lowest recommendation of the one window, down to the highest of the other. */
function stabilize(recommended: number, { recommendations }: History, bounds: Bounds): Stabilized {
  const { now, current, behavior, downscaleStabilization } = bounds;
  const upWindow = (behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downSeconds = behavior?.scaleDown?.stabilizationWindowSeconds;
  const downWindow = downSeconds === undefined ? downscaleStabilization : downSeconds * 1000;
  const within = (window: number) =>
    recommendations.filter(({ time }) => time > now - window).map(({ replicas }) => replicas);
  const lowest = Math.min(recommended, ...within(upWindow));
  const highest = Math.max(recommended, ...within(downWindow));
  const replicas = Math.min(Math.max(current, lowest), highest);
  const window = Math.max(upWindow, downWindow);
  return { replicas, verdict: recommended >= current ? raised : lowered, window };
}

type Bounded = Verdict & { readonly replicas: number };

const within: Verdict = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};
const tooMany: Verdict = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const tooFew: Verdict = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const tooFast: Verdict = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const tooFastDown: Verdict = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};

/** Without a behaviour, a target at most doubles, or becomes four Pods. */
function limitByDefault(wanted: number, { current, min, max }: Bounds): Bounded {
  const rate = Math.max(2 * current, 4);
  if (wanted < min) return { replicas: min, ...tooFew };
  if (wanted > Math.min(max, rate)) return max > rate ? { replicas: rate, ...tooFast } : { replicas: max, ...tooMany };
  return { replicas: wanted, ...within };
}

function limitByBehavior(wanted: number, history: History, bounds: Bounds): Bounded {
  const { current, min, max, behavior } = bounds;
  if (wanted > current) {
    const rate = Math.max(scaleUpLimit(behavior?.scaleUp, history, bounds), current);
    if (wanted > Math.min(max, rate))
      return max > rate ? { replicas: rate, ...tooFast } : { replicas: max, ...tooMany };
  } else if (wanted < current) {
    const rate = Math.min(scaleDownLimit(behavior?.scaleDown, history, bounds), current);
    if (wanted < Math.max(min, rate)) {
      return min < rate ? { replicas: rate, ...tooFastDown } : { replicas: min, ...tooFew };
    }
  }
  return { replicas: wanted, ...within };
}

/** The most Pods that the policies allow: of the policy that allows most, or least. */
function scaleUpLimit(rules: V2HPAScalingRules | undefined, history: History, bounds: Bounds): number {
  if (rules?.selectPolicy === 'Disabled') return bounds.current;
  const limits = (rules?.policies ?? []).map((policy) => {
    const start = startOf(policy, history, bounds);
    return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

/** The fewest Pods that the policies allow. */
function scaleDownLimit(rules: V2HPAScalingRules | undefined, history: History, bounds: Bounds): number {
  if (rules?.selectPolicy === 'Disabled') return bounds.current;
  const limits = (rules?.policies ?? []).map((policy) => {
    const start = startOf(policy, history, bounds);
    return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** How many Pods there were when the period of a policy began. */
function startOf({ periodSeconds }: V2HPAScalingPolicy, { ups, downs }: History, { current, now }: Bounds): number {
  return current - changedWithin(ups, periodSeconds, now) + changedWithin(downs, periodSeconds, now);
}
