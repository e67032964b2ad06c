import type { Container as ContainerSpec } from '@sampan/api';
import type { Container, ContainerExit } from '../../drivers/container.js';
import { ContainerProbes } from '../../probes/container-probes.js';
import { containerEvents } from '../container-event.js';
import type { PodContext } from '../pod-context.js';
import { isEnding } from '../pod-phase.js';
import type { PodRuntime } from '../pod-runtime.js';
import type { ContainerState } from '../pod-state.js';
import { terminationMessage } from '../termination-message.js';
import { runHook } from './hooks.js';
import { noteRestartOfAll } from './restart-all.js';
import { stopContainer } from './stop.js';

export interface Watched {
  container: ContainerSpec;
  handle: Container;
  own: ContainerState;
  /** Just started; otherwise it was found running. */
  isNew: boolean;
}

/** Looks after a running container: its postStart hook, its probes, and its end. */
export async function watchOver(runtime: PodRuntime, watched: Watched, context: PodContext): Promise<void> {
  const { container, handle, own, isNew } = watched;
  runtime.handles.set(container.name, handle);
  void handle.exited.then((exit) => ended(runtime, watched, { exit, context }));
  if (isNew && container.lifecycle?.postStart !== undefined) {
    runtime.changed();
    const failure = await runHook(container.lifecycle.postStart, { runtime, container, handle, context });
    if (failure !== undefined) {
      const tell = containerEvents(runtime, container.name, context);
      tell('Warning', 'FailedPostStartHook', `PostStartHook failed: ${failure}`);
      await stopContainer(
        runtime,
        { container: container.name, graceSeconds: 30, message: willRestart(container, 'FailedPostStartHook') },
        context,
      );
      return;
    }
  }
  if (own.phase !== 'running') return;
  startProbes(runtime, watched, context);
}

function startProbes(runtime: PodRuntime, { container, handle, own }: Watched, context: PodContext): void {
  own.started = own.started || container.startupProbe === undefined;
  own.ready = own.ready || container.readinessProbe === undefined;
  const { pod } = runtime;
  const tell = containerEvents(runtime, container.name, context);
  const probes = new ContainerProbes({
    container,
    handle,
    isStarted: own.started,
    podIP: runtime.state.podIP ?? '',
    driver: context.driver,
    clock: context.clock,
    unhealthy: (kind, output) => tell('Warning', 'Unhealthy', `${kind} probe failed: ${output}`),
    started: () => {
      own.started = true;
      runtime.changed();
    },
    ready: (isReady) => {
      own.ready = isReady;
      runtime.changed();
    },
    failed: (kind, graceSeconds) => {
      const grace = graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
      const message = willRestart(container, `failed ${kind} probe`);
      void stopContainer(runtime, { container: container.name, graceSeconds: grace, message }, context);
    },
  });
  runtime.probes.set(container.name, probes);
  probes.start();
}

function willRestart({ name }: ContainerSpec, why: string): string {
  return `Container ${name} ${why}, will be restarted`;
}

async function ended(
  runtime: PodRuntime,
  { container, handle, own }: Watched,
  { exit, context }: { exit: ContainerExit; context: PodContext },
): Promise<void> {
  runtime.probes.get(container.name)?.stop();
  runtime.probes.delete(container.name);
  const message = await terminationMessage(container, handle, exit).catch(() => '');
  noteRestartOfAll(runtime, container, exit.exitCode);
  own.exit = {
    exitCode: exit.exitCode,
    ...(exit.signal !== undefined && { signal: exit.signal }),
    reason: exit.oomKilled ? 'OOMKilled' : exit.exitCode === 0 ? 'Completed' : 'Error',
    ...(message === '' ? {} : { message }),
    startedAt: handle.startedAt,
    finishedAt: exit.finishedAt,
    id: handle.id,
  };
  own.phase = own.isRestarting && !isEnding(runtime.pod, runtime.state) ? 'waiting' : 'exited';
  own.graceSeconds = undefined;
  own.started = false;
  own.ready = false;
  runtime.changed();
  if (exit.exitCode === 0) return;
  const why = await context.driver.network.whyNotListening(handle).catch(() => undefined);
  if (why !== undefined) containerEvents(runtime, container.name, context)(why.type, why.reason, why.message);
}
