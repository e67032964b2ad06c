import type { Pod } from '@sampan/api';
import { allocatedRequests, allocationOf, isAllocated } from '../allocation.js';
import { needsRestart, whyNoResize } from '../decide-resize.js';
import { containerNamed } from '../pod-containers.js';
import type { PodContext } from '../pod-context.js';
import type { PodRuntime } from '../pod-runtime.js';
import { resourceLimits } from '../resource-limits.js';
import { stopContainer } from './stop.js';

/** Gives the pod what its spec asks for now, or says why the node does not. */
export async function allocateResources({ pod, state, changed }: PodRuntime, context: PodContext): Promise<void> {
  const { room, allocatable, recorder } = context;
  const uid = pod.metadata.uid ?? '';
  const generation = pod.metadata.generation ?? 0;
  if (isAllocated(pod, state.allocation)) {
    state.resizePending = undefined;
    return;
  }
  const pending = whyNoResize(pod, { allocatable, others: room.othersOf(uid) });
  if (pending === undefined) {
    state.allocation = allocationOf(pod.spec);
    state.resizePending = undefined;
    state.resizing = generation;
    // Files may tell of requests and limits.
    state.volumesAreOutdated = true;
    room.take(uid, allocatedRequests(pod, state.allocation));
    recorder.event(pod, 'Normal', 'ResizeStarted', `Pod resize started: ${summary(pod, generation)}`);
    return;
  }
  const { reason, message } = pending;
  const isTold = state.resizePending?.message === message && state.resizePending.generation === generation;
  state.resizePending = { ...pending, generation, retry: false };
  if (reason === 'Deferred') {
    room.wait(uid, () => {
      if (state.resizePending !== undefined) state.resizePending.retry = true;
      changed();
    });
  }
  if (isTold) return;
  recorder.event(pod, 'Warning', `Resize${reason}`, `Pod resize ${reason}: ${summary(pod, generation, message)}`);
}

/** Brings a running container to what it was given: as it runs, or by a restart where its policy says so. */
export async function resizeContainer(
  runtime: PodRuntime,
  { container: name }: { container: string },
  context: PodContext,
): Promise<void> {
  const { pod, state } = runtime;
  const container = containerNamed(pod, name);
  const own = state.containers.get(name);
  const handle = runtime.handles.get(name);
  const given = state.allocation.containers.get(name);
  if (container === undefined || handle === undefined || own?.run === undefined || given === undefined) return;
  if (!needsRestart(container, own.run.resources, given)) {
    await context.driver.containers.resize(handle, resourceLimits(given));
    own.run.resources = given;
    return;
  }
  own.isRestarting = true;
  const graceSeconds = pod.spec.terminationGracePeriodSeconds ?? 30;
  const message = `Container ${name} resize requires restart`;
  await stopContainer(runtime, { container: name, graceSeconds, message }, context);
}

/** All running containers have what they were given. */
export async function endResize({ pod, state }: PodRuntime, { recorder }: PodContext): Promise<void> {
  const generation = state.resizing ?? 0;
  state.resizing = undefined;
  recorder.event(pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${summary(pod, generation)}`);
}

/** The kubelet's: what containers have, or ask for, as JSON. */
function summary({ spec: { initContainers = [], containers } }: Pod, generation: number, error?: string): string {
  const named = (list: Pod['spec']['containers']) => list.map(({ name, resources = {} }) => ({ name, resources }));
  return JSON.stringify({
    ...(initContainers.length > 0 && { initContainers: named(initContainers) }),
    containers: named(containers),
    generation,
    ...(error !== undefined && { error }),
  });
}
