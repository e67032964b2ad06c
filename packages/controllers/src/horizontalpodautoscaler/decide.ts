import {
  deepEqual,
  formatTime,
  type Pod,
  Quantity,
  resources,
  type Scale,
  setCondition,
  type V2HorizontalPodAutoscaler,
  type V2HorizontalPodAutoscalerSpec,
  type V2HorizontalPodAutoscalerStatus,
  type V2HPAScalingRules,
  type V2MetricStatus,
} from '@sampan/api';
import { type Action, eventAction, updateStatusAction } from '@sampan/client';
import { type History, withChange } from './history.js';
import { limit } from './limit.js';
import { isProposal, type NoProposal, type Proposal, propose } from './propose.js';
import type { Reading } from './readings.js';
import type { Target } from './replicas-by-pods.js';
import type { AutoscalerSettings } from './settings.js';

/** What is known when an autoscaler is looked at. */
export interface Observation {
  readonly scale: Scale;
  /** What is known of the target's Pods; or what is wrong with its selector. */
  readonly selected: { readonly pods: readonly Pod[] } | SelectorProblem;
  /** One for each metric; none where no metric is asked for ({@link asksForMetrics}). */
  readonly readings: readonly Reading[];
  readonly history: History;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is wrong with a selector: for the event, for the condition, and in all. */
export interface SelectorProblem {
  readonly reason: string;
  readonly condition: { readonly reason: string; readonly message: string };
  readonly problem: string;
}

/** What is to be done. */
export interface Decision {
  /** How many Pods the target is to have, and why; absent: it stays as it is. */
  readonly rescale?: { readonly replicas: number; readonly reason: string };
  /** What is written if that is done, or was not to be done. */
  readonly status: V2HorizontalPodAutoscalerStatus;
  readonly events: readonly Event[];
  readonly history: History;
}

interface Event {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** Whether metrics decide: within its bounds, and unless it was switched off by making its target empty. */
export function asksForMetrics(spec: V2HorizontalPodAutoscalerSpec, scale: Scale): boolean {
  return boundsReason(spec, scale.spec.replicas ?? 0) === undefined;
}

/** What is to be done by what was observed, as kube-controller-manager decides. */
export function decide(
  autoscaler: V2HorizontalPodAutoscaler,
  observed: Observation,
  settings: AutoscalerSettings,
): Decision {
  const { scale, history, now } = observed;
  const current = scale.spec.replicas ?? 0;
  const say = conditionsOf(autoscaler, now);
  say('AbleToScale', true, {
    reason: 'SucceededGetScale',
    message: "the HPA controller was able to get the target's current scale",
  });
  const bound = boundsReason(autoscaler.spec, current);
  const chosen: Chosen = bound ?? byMetrics(autoscaler, observed, { settings, say });
  if (bound?.disabled) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    say('ScalingActive', false, { reason: 'ScalingDisabled', message });
  }
  const { replicas, reason, metrics = [], events = [] } = chosen;
  const rescales = replicas !== undefined && replicas !== current;
  const wanted = chosen.failed === true ? autoscaler.status?.desiredReplicas : (replicas ?? current);
  const status = statusOf(autoscaler, { current, desired: wanted ?? 0, metrics, conditions: say.all() });
  return {
    ...(rescales && { rescale: { replicas, reason } }),
    status,
    events,
    history: chosen.history ?? history,
  };
}

/** What becomes of a decision: the status and events, depending on whether the target could be changed. */
export function conclude(
  autoscaler: V2HorizontalPodAutoscaler,
  decision: Decision,
  { failure, now }: { failure?: string | undefined; now: number },
): { actions: Action[]; history: History } {
  const { rescale, events } = decision;
  const told = events.map((event) => eventAction(autoscaler, event.type, event));
  if (rescale === undefined) {
    return { actions: [...told, ...statusActions(autoscaler, decision.status)], history: decision.history };
  }
  const { replicas, reason } = rescale;
  const from = decision.status.currentReplicas ?? 0;
  const say = conditionsOf({ ...autoscaler, status: decision.status }, now);
  if (failure !== undefined) {
    const message = `the HPA controller was unable to update the target scale: ${failure}`;
    say('AbleToScale', false, { reason: 'FailedUpdateScale', message });
    const desiredReplicas = autoscaler.status?.desiredReplicas ?? 0;
    const event = { reason: 'FailedRescale', message: `New size: ${replicas}; reason: ${reason}; error: ${failure}` };
    const status = { ...decision.status, desiredReplicas, conditions: say.all() };
    return {
      actions: [...told, eventAction(autoscaler, 'Warning', event), ...statusActions(autoscaler, status)],
      history: decision.history,
    };
  }
  const message = `the HPA controller was able to update the target scale to ${replicas}`;
  say('AbleToScale', true, { reason: 'SucceededRescale', message });
  const event = { reason: 'SuccessfulRescale', message: `New size: ${replicas}; reason: ${reason}` };
  const status = { ...decision.status, conditions: say.all(), lastScaleTime: formatTime(now) };
  return {
    actions: [...told, eventAction(autoscaler, 'Normal', event), ...statusActions(autoscaler, status)],
    history: withChange(decision.history, { from, to: replicas, now }, autoscaler.spec.behavior),
  };
}

/** What is told of a target whose scale cannot be read. */
export function planUnreadable(autoscaler: V2HorizontalPodAutoscaler, problem: string, now: number): Action[] {
  const say = conditionsOf(autoscaler, now);
  const message = `the HPA controller was unable to get the target's current scale: ${problem}`;
  say('AbleToScale', false, { reason: 'FailedGetScale', message });
  const status = { desiredReplicas: 0, ...autoscaler.status, conditions: say.all() };
  const event = eventAction(autoscaler, 'Warning', { reason: 'FailedGetScale', message: problem });
  return [event, ...statusActions(autoscaler, status)];
}

interface Chosen {
  /** Absent: the target stays as it is. */
  readonly replicas?: number;
  readonly reason: string;
  readonly disabled?: boolean;
  /** What should be is not known. */
  readonly failed?: boolean;
  readonly metrics?: readonly V2MetricStatus[];
  readonly events?: readonly Event[];
  readonly history?: History;
}

/** What is done whatever is measured. */
function boundsReason({ minReplicas = 1, maxReplicas }: V2HorizontalPodAutoscalerSpec, current: number) {
  if (current === 0 && minReplicas !== 0) return { reason: '', disabled: true } satisfies Chosen;
  if (current > maxReplicas) {
    return { replicas: maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas', disabled: false };
  }
  if (current < minReplicas) {
    return { replicas: minReplicas, reason: 'Current number of replicas below Spec.MinReplicas', disabled: false };
  }
  return undefined;
}

interface Telling {
  readonly settings: AutoscalerSettings;
  readonly say: Say;
}

function byMetrics(autoscaler: V2HorizontalPodAutoscaler, observed: Observation, { settings, say }: Telling): Chosen {
  const { scale, selected, readings, history, now } = observed;
  const { metrics = [], minReplicas: min = 1, maxReplicas: max, behavior } = autoscaler.spec;
  const current = scale.spec.replicas ?? 0;
  if ('problem' in selected) {
    say('ScalingActive', false, selected.condition);
    return failedBy(selected.problem, [warning(selected.reason, selected.problem)]);
  }
  const target: Target = {
    ...{ pods: selected.pods, settings, now },
    specReplicas: current,
    statusReplicas: scale.status?.replicas ?? 0,
    tolerances: {
      down: toleranceOf(behavior?.scaleDown, settings),
      up: toleranceOf(behavior?.scaleUp, settings),
    },
  };
  const proposals = metrics.map((metric, index) =>
    propose(metric, readings[index] ?? { problem: 'nothing was measured' }, target),
  );
  const best = highest(proposals.filter(isProposal));
  const failures = proposals.filter((proposal): proposal is NoProposal => !isProposal(proposal));
  const statuses = proposals.map((proposal) => (isProposal(proposal) ? proposal.status : { type: '' }));
  const events = failures.map(({ reason, problem }) => warning(reason, problem));
  const [first] = failures;
  if (best === undefined || (first !== undefined && best.replicas < current)) {
    const { reason = '', problem = '', error = '' } = first ?? {};
    say('ScalingActive', false, { reason, message: `the HPA was unable to compute the replica count: ${problem}` });
    const summary = `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${error}`;
    return failedBy(summary, events, statuses);
  }
  const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
  say('ScalingActive', true, { reason: 'ValidMetricFound', message });
  const { downscaleStabilization } = settings;
  const bounds = { current, min, max, behavior, downscaleStabilization, now };
  const { replicas, stabilized, limited, history: next } = limit(best.replicas, history, bounds);
  say('AbleToScale', true, stabilized);
  say('ScalingLimited', limited.holds, limited);
  const reason = best.replicas > current ? `${best.name} above target` : 'All metrics below target';
  return { replicas, reason: best.replicas === current ? '' : reason, metrics: statuses, events, history: next };
}

function failedBy(summary: string, events: readonly Event[], metrics: readonly V2MetricStatus[] = []): Chosen {
  return { reason: '', failed: true, metrics, events: [...events, warning('FailedComputeMetricsReplicas', summary)] };
}

function highest(proposals: readonly Proposal[]): Proposal | undefined {
  return proposals.reduce<Proposal | undefined>(
    (best, proposal) => (best === undefined || proposal.replicas > best.replicas ? proposal : best),
    undefined,
  );
}

function toleranceOf(rules: V2HPAScalingRules | undefined, { tolerance }: AutoscalerSettings): number {
  return rules?.tolerance === undefined ? tolerance : Quantity.parse(rules.tolerance).toFloat();
}

function warning(reason: string, message: string): Event {
  return { type: 'Warning', reason, message };
}

interface Say {
  (type: string, holds: boolean, verdict: { reason: string; message: string }): void;
  all(): NonNullable<V2HorizontalPodAutoscalerStatus['conditions']>;
}

/** Collects what is said of an autoscaler: of each condition, the last that was said. */
function conditionsOf({ status }: V2HorizontalPodAutoscaler, now: number): Say {
  const before = status?.conditions ?? [];
  const said = new Map<string, { status: string; reason: string; message: string }>();
  const say = (type: string, holds: boolean, { reason, message }: { reason: string; message: string }) => {
    said.set(type, { status: holds ? 'True' : 'False', reason, message });
  };
  const all = () =>
    [...said].reduce((conditions, [type, words]) => setCondition(conditions, { type, ...words }, now), before);
  return Object.assign(say, { all });
}

interface Counts {
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly V2MetricStatus[];
  readonly conditions: NonNullable<V2HorizontalPodAutoscalerStatus['conditions']>;
}

function statusOf(
  { status }: V2HorizontalPodAutoscaler,
  { current, desired, metrics, conditions }: Counts,
): V2HorizontalPodAutoscalerStatus {
  return {
    currentReplicas: current,
    desiredReplicas: desired,
    ...(status?.lastScaleTime !== undefined && { lastScaleTime: status.lastScaleTime }),
    ...(metrics.length > 0 && { currentMetrics: [...metrics] }),
    conditions,
  };
}

function statusActions(autoscaler: V2HorizontalPodAutoscaler, status: V2HorizontalPodAutoscalerStatus): Action[] {
  if (deepEqual(status, autoscaler.status)) return [];
  return [updateStatusAction(resources.horizontalPodAutoscalers, { ...autoscaler, status })];
}
