import { type ContainerStatus, formatTime, isSidecar, type Pod, type PodCondition } from '@sampan/api';
import { incompleteInitContainers, isInitialized, type PodPhase } from './pod-phase.js';
import type { PodState } from './pod-state.js';

type Verdict = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message' | 'observedGeneration'>;

export interface ConditionInputs {
  pod: Pod;
  state: PodState;
  phase: PodPhase;
  /** Of the ordinary containers and the sidecars. */
  statuses: readonly ContainerStatus[];
  now: number;
}

/** The conditions that the node agent owns, in the kubelet's order and words. */
export function podConditions(inputs: ConditionInputs): PodCondition[] {
  const containersReady = containersReadyVerdict(inputs);
  const verdicts = [
    ...resizeVerdicts(inputs),
    readyToStartVerdict(inputs),
    initializedVerdict(inputs),
    readyVerdict(inputs, containersReady),
    containersReady,
    scheduledVerdict(),
    ...restartingVerdict(inputs),
  ];
  return verdicts.map((verdict) => stamp(verdict, inputs));
}

/** Conditions that go away when they no longer hold. */
export function isResizeCondition(type: string): boolean {
  return type === 'PodResizePending' || type === 'PodResizeInProgress';
}

/** What keeps the pod from the resources that it asks for, and whether its containers are being brought to others. */
function resizeVerdicts({ state: { resizePending, resizing } }: ConditionInputs): Verdict[] {
  const verdicts: Verdict[] = [];
  if (resizePending !== undefined) {
    const { reason, message, generation } = resizePending;
    verdicts.push({ type: 'PodResizePending', status: 'True', reason, message, observedGeneration: generation });
  }
  if (resizing !== undefined)
    verdicts.push({ type: 'PodResizeInProgress', status: 'True', observedGeneration: resizing });
  return verdicts;
}

function readyToStartVerdict({ state, phase }: ConditionInputs): Verdict {
  const isThere = state.podIP !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
  return { type: 'PodReadyToStartContainers', status: isThere ? 'True' : 'False' };
}

function initializedVerdict({ pod, state, phase }: ConditionInputs): Verdict {
  // Once a pod was initialized it stays so, even while its init containers run again.
  const wasInitialized = pod.status?.conditions?.some(
    ({ type, status }) => type === 'Initialized' && status === 'True',
  );
  if (wasInitialized || isInitialized(pod, state)) {
    return { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) };
  }
  return {
    type: 'Initialized',
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incompleteInitContainers(pod, state).join(' ')}]`,
  };
}

function containersReadyVerdict({ pod, phase, statuses }: ConditionInputs): Verdict {
  const type = 'ContainersReady';
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name);
  const names = [...pod.spec.containers.map(({ name }) => name), ...sidecars];
  const unready = names.filter((name) => statuses.find((status) => status.name === name)?.ready !== true);
  if (unready.length === 0) return { type, status: 'True' };
  const message = `containers with unready status: [${unready.join(' ')}]`;
  return { type, status: 'False', reason: 'ContainersNotReady', message };
}

function readyVerdict({ pod }: ConditionInputs, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' };
  const complaints = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (condition === undefined) {
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    }
    if (condition.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (complaints.length === 0) return { type: 'Ready', status: 'True' };
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: complaints.join(', ') };
}

function scheduledVerdict(): Verdict {
  return { type: 'PodScheduled', status: 'True' };
}

/** Told from the first time on that all containers are restarted (KEP-5532). */
function restartingVerdict({ pod, state: { restarting } }: ConditionInputs): Verdict[] {
  const type = 'AllContainersRestarting';
  if (restarting !== undefined) {
    const message = `Container ${restarting.container} exited with code ${restarting.exitCode}, triggering pod restart`;
    return [{ type, status: 'True', reason: 'ContainerExited', message }];
  }
  return pod.status?.conditions?.some((condition) => condition.type === type) ? [{ type, status: 'False' }] : [];
}

/** A condition keeps the time of its last change of status. */
function stamp(verdict: Verdict, { pod, now }: ConditionInputs): PodCondition {
  const before = pod.status?.conditions?.find(({ type }) => type === verdict.type);
  const isUnchanged = before?.status === verdict.status && before.lastTransitionTime;
  return {
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    ...verdict,
    lastProbeTime: null as unknown as string,
    lastTransitionTime: isUnchanged ? (before?.lastTransitionTime as string) : formatTime(now),
  };
}
