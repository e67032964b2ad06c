import type { Container, ContainerStatus, PodSpec } from '../generated/types.js';
import { isSidecar } from './sidecar.js';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

interface Counts {
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
  unknown: number;
}

/**
 * The phase of a Pod as the kubelet sums it up from its containers' states. `terminating`: no container will be started
 * again, whatever the restart policy says.
 */
export function podPhase(
  spec: PodSpec,
  statuses: { containers?: ContainerStatus[] | undefined; initContainers?: ContainerStatus[] | undefined },
  { terminating = false }: { terminating?: boolean } = {},
): PodPhase {
  const byName = new Map([...(statuses.initContainers ?? []), ...(statuses.containers ?? [])].map((s) => [s.name, s]));
  const initContainers = (spec.initContainers ?? []).filter((container) => !isSidecar(container));
  const sidecars = (spec.initContainers ?? []).filter(isSidecar);
  if (initContainers.some((container) => hasFailed(byName.get(container.name))) && spec.restartPolicy === 'Never') {
    return 'Failed';
  }
  const counts: Counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0, unknown: 0 };
  const sidecarPending = countSidecars(sidecars, byName, counts);
  for (const container of spec.containers) countContainer(byName.get(container.name), counts);
  const started = spec.containers.some((container) => hasStarted(byName.get(container.name)));
  const initializing =
    initContainers.some((container) => isInitializing(byName.get(container.name))) || (sidecarPending && !started);
  if (initializing || counts.waiting > 0) return 'Pending';
  if (counts.unknown > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (counts.stopped === 0) return 'Pending';
  const allSucceeded = counts.stopped === counts.succeeded;
  if (terminating) return allSucceeded ? 'Succeeded' : 'Failed';
  if (spec.restartPolicy === undefined || spec.restartPolicy === 'Always') return 'Running';
  if (allSucceeded) return 'Succeeded';
  return spec.restartPolicy === 'Never' ? 'Failed' : 'Running';
}

function hasFailed(status: ContainerStatus | undefined): boolean {
  const { running, terminated } = status?.state ?? {};
  if (running !== undefined) return false;
  const ended = terminated ?? status?.lastState?.terminated;
  return ended !== undefined && ended.exitCode !== 0;
}

function isInitializing(status: ContainerStatus | undefined): boolean {
  return status?.state?.terminated === undefined && (status?.state?.running !== undefined || !hasEnded(status));
}

function hasEnded(status: ContainerStatus | undefined): boolean {
  return status?.state?.terminated !== undefined || status?.lastState?.terminated !== undefined;
}

function hasStarted(status: ContainerStatus | undefined): boolean {
  return status?.state?.running !== undefined || hasEnded(status);
}

/** A sidecar that has ended says nothing about the Pod; returns whether one has still to start. */
function countSidecars(sidecars: Container[], byName: Map<string, ContainerStatus>, counts: Counts): boolean {
  let pending = false;
  for (const sidecar of sidecars) {
    const status = byName.get(sidecar.name);
    if (status === undefined) counts.unknown++;
    else if (status.state?.running !== undefined) {
      counts.running++;
      pending ||= status.started !== true;
    } else if (!hasEnded(status)) {
      if (status.state?.waiting !== undefined) counts.waiting++;
      else counts.unknown++;
      pending = true;
    }
  }
  return pending;
}

function countContainer(status: ContainerStatus | undefined, counts: Counts): void {
  if (status?.state?.running !== undefined) counts.running++;
  else if (status !== undefined && hasEnded(status)) {
    counts.stopped++;
    if (status.state?.terminated?.exitCode === 0) counts.succeeded++;
  } else if (status?.state?.waiting !== undefined) counts.waiting++;
  else counts.unknown++;
}
