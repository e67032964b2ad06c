import {
  type ContainerStatus,
  findCondition,
  isConditionTrue,
  isPodReady,
  isPodTerminal,
  isSidecar,
  type Pod,
} from '@sampan/api';

/** What `kubectl get pods` says of a Pod. */
export interface PodSummary {
  ready: number;
  total: number;
  /** One word for the state: the phase, or what is more telling (`CrashLoopBackOff`, `Init:0/1`, `Terminating`). */
  reason: string;
  restarts: number;
  /** When a container last ended before it was started again; empty: never. */
  lastRestart: string;
}

/** Sums up the containers' states, by the rules of kube-apiserver's own printer. */
export function summarizePod(pod: Pod): PodSummary {
  const { spec, status = {} } = pod;
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const gated = findCondition(status.conditions, 'PodScheduled')?.reason === 'SchedulingGated';
  const summary: PodSummary = {
    ready: 0,
    total: spec.containers.length + sidecars.size,
    reason: gated ? 'SchedulingGated' : status.reason || status.phase || '',
    restarts: 0,
    lastRestart: '',
  };
  const sidecarRestarts = { restarts: 0, lastRestart: '' };
  const initializing = summarizeInit(pod, { summary, sidecars, sidecarRestarts });
  if (!initializing || isConditionTrue(status.conditions, 'Initialized')) {
    Object.assign(summary, sidecarRestarts);
    summarizeContainers(pod, summary);
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') summary.reason = 'Unknown';
    else if (!isPodTerminal(pod)) summary.reason = 'Terminating';
  }
  return summary;
}

type Restarts = Pick<PodSummary, 'restarts' | 'lastRestart'>;

/** Returns whether an init container has still to end, having said so in `summary`. */
function summarizeInit(
  { spec, status }: Pod,
  { summary, sidecars, sidecarRestarts }: { summary: PodSummary; sidecars: Set<string>; sidecarRestarts: Restarts },
): boolean {
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    countRestarts(summary, container);
    const isSidecarStatus = sidecars.has(container.name);
    if (isSidecarStatus) countRestarts(sidecarRestarts, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecarStatus && container.started === true) {
      if (container.ready) summary.ready++;
      continue;
    }
    if (terminated !== undefined) summary.reason = `Init:${endedReason(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') summary.reason = `Init:${waiting.reason}`;
    else summary.reason = `Init:${index}/${(spec.initContainers ?? []).length}`;
    return true;
  }
  return false;
}

/** The first container's trouble is the Pod's. */
function summarizeContainers(pod: Pod, summary: PodSummary): void {
  let running = false;
  for (const container of (pod.status?.containerStatuses ?? []).toReversed()) {
    countRestarts(summary, container);
    const { waiting, terminated } = container.state ?? {};
    if (waiting?.reason) summary.reason = waiting.reason;
    else if (terminated !== undefined) summary.reason = endedReason(terminated);
    else if (container.ready && container.state?.running !== undefined) {
      running = true;
      summary.ready++;
    }
  }
  if (summary.reason === 'Completed' && running) summary.reason = isPodReady(pod) ? 'Running' : 'NotReady';
}

function endedReason({ reason, signal, exitCode }: { reason?: string; signal?: number; exitCode: number }): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function countRestarts(restarts: Restarts, { restartCount, lastState }: ContainerStatus): void {
  restarts.restarts += restartCount ?? 0;
  const finishedAt = lastState?.terminated?.finishedAt ?? '';
  if (finishedAt > restarts.lastRestart) restarts.lastRestart = finishedAt;
}
