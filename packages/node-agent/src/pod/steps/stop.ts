import type { Timer } from '@sampan/api';
import { signalNumber } from '../../processes/signal-number.js';
import { containerEvents } from '../container-event.js';
import { containerNamed } from '../pod-containers.js';
import type { PodContext } from '../pod-context.js';
import type { PodRuntime } from '../pod-runtime.js';
import { runHook } from './hooks.js';

/** A stop that is going on. */
export interface ContainerStop {
  /** A later request may give less time, never more. */
  shorten(graceSeconds: number): void;
}

/**
 * Stops a container: preStop hook, SIGTERM (or its own stop signal), and SIGKILL when the grace period is over; the
 * hook's time counts. Resolves when it has ended.
 */
export async function stopContainer(
  runtime: PodRuntime,
  { container: name, graceSeconds, message }: { container: string; graceSeconds: number; message?: string },
  context: PodContext,
): Promise<void> {
  const { pod, state } = runtime;
  const tell = containerEvents(runtime, name, context);
  const container = containerNamed(pod, name);
  const handle = runtime.handles.get(name);
  const own = state.containers.get(name);
  const ongoing = runtime.stops.get(name);
  if (own === undefined) return;
  own.graceSeconds = Math.min(graceSeconds, own.graceSeconds ?? graceSeconds);
  if (ongoing !== undefined) return ongoing.shorten(graceSeconds);
  if (container === undefined || handle === undefined || own.phase !== 'running') return;

  own.phase = 'stopping';
  runtime.probes.get(name)?.stop();
  tell('Normal', 'Killing', message ?? `Stopping container ${name}`);
  const deadline = killAfter(graceSeconds, () => handle.signal('SIGKILL'), context);
  runtime.stops.set(name, deadline);
  runtime.changed();
  try {
    // Without any time there is nothing to ask for: it is killed.
    if (graceSeconds > 0 && container.lifecycle?.preStop !== undefined) {
      const timeoutMs = graceSeconds * 1000;
      const failure = await runHook(container.lifecycle.preStop, { runtime, container, handle, context, timeoutMs });
      if (failure !== undefined) tell('Warning', 'FailedPreStopHook', `PreStopHook failed: ${failure}`);
    }
    handle.signal(graceSeconds > 0 ? (signalNumber(handle.stopSignal) ?? 'SIGTERM') : 'SIGKILL');
    await handle.exited;
  } finally {
    deadline.cancel();
    runtime.stops.delete(name);
  }
}

function killAfter(graceSeconds: number, kill: () => void, { clock }: PodContext): ContainerStop & { cancel(): void } {
  const began = clock.now();
  let end = began + graceSeconds * 1000;
  let timer: Timer = clock.setTimeout(kill, graceSeconds * 1000);
  return {
    shorten: (seconds) => {
      const sooner = began + seconds * 1000;
      if (sooner >= end) return;
      end = sooner;
      timer.cancel();
      timer = clock.setTimeout(kill, Math.max(0, sooner - clock.now()));
    },
    cancel: () => timer.cancel(),
  };
}
